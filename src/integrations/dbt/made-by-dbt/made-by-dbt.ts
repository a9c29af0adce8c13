import { readFileSync } from 'node:fs'
import {
  type Asset,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  parquetFile,
} from '../../../index.ts'
import type { DbtNode } from '../answer.ts'
import { contractOf, refuseConstraints } from '../contract.ts'
import type { DbtProject } from '../dbt-project.ts'
import { fileOf, refusal } from '../mistakes.ts'
import { nodeFacts } from '../node-facts.ts'
import { optionsOf } from '../options.ts'
import { runHooksOf } from './hooks.ts'
import { goesOn, hasWays } from './reasons.ts'

/**
 * An incremental model, a snapshot, a model in Python, or a node for which the project does more than run its
 * statement, such as a hook: dbt itself makes it, in a temporary database with the tables of the run, so that
 * strategies and hooks do there exactly what dbt says. The model's last version is in there as well, under its own
 * relation.
 */
export function madeByDbt(project: DbtProject, node: DbtNode): Asset {
  const run = foreignFunction({
    facts: () => factsOf(project, node),
    call: (work) => call(project, node, work),
  })
  return goesOn(node) ? member.asset({ ...optionsOf(node), previous: true }, run) : member.asset(optionsOf(node), run)
}

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  refuse(project, node)
  const withWays = hasWays(project.answer, node)
  const settings = Object.entries(node.config).filter(
    ([name]) => !forPeople.has(name) && (withWays || !hookNames.has(name)),
  )
  const { seed } = node
  return nodeFacts(project, seed === undefined ? node : { ...node, raw: readFileSync(seed.path, 'utf8') }, {
    settings: {
      ...Object.fromEntries(settings),
      contract: contractOf(node) ?? null,
      ...(seed === undefined ? {} : { seed: project.files.files.get(seed.path) ?? null }),
      ...(withWays ? waysOf(project, node) : {}),
    },
    making: [
      ...(goesOn(node) || withWays ? makingOf(project, node) : []),
      ...(withWays ? macrosAround(project, node) : []),
    ],
  })
}

/** @throws AssetError `DBT_UNSUPPORTED` where the node cannot be made as dbt makes it. */
function refuse({ place: { root } }: DbtProject, node: DbtNode): void {
  refuseConstraints(root, node)
  const materialized = String(node.config.materialized)
  if (!elsewhere.has(materialized)) return
  throw refusal(
    root,
    { file: fileOf(node) },
    {
      message: `the model ${node.name} is ${materialized}, which is none of the tables that a store has`,
      fix: 'materialize it as a table or a view, or disable it there: config(enabled = false)',
    },
  )
}

/** The materializations of dbt-duckdb whose result is no table of the database. */
const elsewhere: ReadonlySet<string> = new Set(['external', 'table_function'])

/** The macros of the project by which dbt makes the node. Those of another materialization do not count. */
function makingOf({ answer: { making } }: DbtProject, { config }: DbtNode): readonly string[] {
  const own = Object.entries(making).filter(([name]) => {
    const materialization = /^materialization_(\w+)_(?:default|duckdb)$/.exec(name)?.[1]
    return materialization === undefined || materialization === config.materialized
  })
  return [...new Set(own.flatMap(([, macros]) => macros))]
}

/** The part of a node's settings that its hooks and its session depend on. */
export const waysOf = (project: DbtProject, node: DbtNode): object => ({
  runHooks: runHooksOf(project.answer).map(({ text }) => text),
  surroundings: project.surroundings(node),
})

/** The macros that a node's hooks and those of a run call. */
export const macrosAround = ({ answer }: DbtProject, node: DbtNode): readonly string[] => [
  ...new Set([...node.hookMacros, ...runHooksOf(answer).flatMap(({ macros }) => macros)]),
]

const hookNames: ReadonlySet<string> = new Set(['post-hook', 'pre-hook'])

/** The parts of a configuration that do not change the rows. */
const forPeople: ReadonlySet<string> = new Set([
  ...['access', 'description', 'docs', 'enabled', 'grants', 'group', 'meta', 'persist_docs', 'tags', 'quoting'],
  ...['column_types', 'packages'],
])

async function call(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<object> {
  project.keep()
  const file = work.tmpFile()
  const {
    compiled,
    later,
    beside = [],
  } = await project.make(node, work, { out: file, startsOver: hasWays(project.answer, node) })
  for (const name of beside)
    work.context.log.warn(
      `a hook has written ${name}, which is no part of the graph: it is gone with the database that dbt made ${node.name} in`,
    )
  // Another moment is another batch, or other rows.
  if (later) void work.context.now
  return parquetFile(file, [], node.language === 'python' ? undefined : (compiled ?? undefined))
}
