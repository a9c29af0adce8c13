import { readFileSync } from 'node:fs'
import {
  type Asset,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  parquetFile,
} from '../../../index.ts'
import type { DbtAnswer, DbtFunction, DbtNode } from '../answer.ts'
import type { MakingOfNode } from '../ask/dbt-process.ts'
import { contractOf, refuseForeignKeys } from '../contract.ts'
import type { DbtProject } from '../dbt-project.ts'
import { functionsOf } from '../graph-names.ts'
import { nodeFacts } from '../node-facts.ts'
import { optionsOf } from '../options.ts'
import { canonicalText, tokensOf } from '../tokens.ts'
import { withTableFunctions } from './called-functions.ts'
import { readsNotes, withoutNotes } from './for-people.ts'
import { runHooksOf } from './hooks.ts'
import { goesOn, hasWays, isExternal, judgesOf } from './reasons.ts'

/**
 * A node that dbt itself makes: an incremental model, a snapshot, a model in Python, or a node for which the project
 * does more than run its statement, such as a hook. dbt works in a temporary database with the tables of the run, so
 * that strategies and hooks do exactly what dbt defines. The model's last version is in it as well, under its own
 * relation.
 */
export function madeByDbt(project: DbtProject, node: DbtNode): Asset {
  const run = foreignFunction({
    facts: () => factsOf(project, node),
    call: (work) => makeTable(project, node, work),
  })
  return goesOn(node) ? member.asset({ ...optionsOf(node), previous: true }, run) : member.asset(optionsOf(node), run)
}

/**
 * The facts of a node that dbt makes.
 *
 * @param meaning The text that decides the result, if it is not the node's own.
 * @throws AssetError `DBT_UNSUPPORTED` where a foreign key names its table as plain text.
 */
export function factsOf(project: DbtProject, node: DbtNode, meaning?: readonly string[]): ForeignFacts {
  refuseForeignKeys(project, node)
  const withWays = hasWays(project.answer, node)
  const making = [
    ...(goesOn(node) || isExternal(node) || withWays ? makingOf(project, node) : []),
    ...(withWays ? macrosAround(project, node) : []),
  ]
  const config = Object.entries(withoutNotes(node.config, readsNotes(project.answer, node, making)))
  const { seed } = node
  return nodeFacts(project, seed === undefined ? node : { ...node, raw: readFileSync(seed.path, 'utf8') }, {
    meaning,
    settings: {
      ...Object.fromEntries(config.filter(([name]) => withWays || !hookNames.has(name))),
      contract: contractOf(node) ?? null,
      ...(seed === undefined ? {} : { seed: project.files.files.get(seed.path) ?? null }),
      ...(withWays ? waysOf(project, node) : {}),
    },
    making,
  })
}

/** The macros of the project by which dbt makes the node. Macros of another materialization do not count. */
function makingOf({ answer: { making } }: DbtProject, { config }: DbtNode): readonly string[] {
  const own = Object.entries(making).filter(([name]) => {
    if (judgesOf('test').test(name) || judgesOf('unit_test').test(name)) return false
    const materialization = /^materialization_(\w+)_(?:default|duckdb)$/.exec(name)?.[1]
    return materialization === undefined || materialization === config.materialized
  })
  return [...new Set(own.flatMap(([, macros]) => macros))]
}

/** The part of a node's settings that its hooks and its session depend on. */
export function waysOf(project: DbtProject, node: DbtNode): object {
  const functions = functionsOf(project.answer)(node)
  return {
    runHooks: runHooksOf(project.answer).map(({ text }) => text),
    surroundings: project.surroundings(node),
    ...(functions.length === 0 ? {} : { functions: functions.map(meaningOf) }),
  }
}

const meaningOf = ({ id, properties, raw, compiled }: DbtFunction): readonly unknown[] => [
  ...[id, properties],
  compiled === undefined ? raw : canonicalText(tokensOf(compiled)),
]

/** The macros behind a node's hooks, the hooks of a run, and the functions that the node calls. */
export const macrosAround = ({ answer }: DbtProject, node: DbtNode): readonly string[] => {
  const functions = functionsOf(answer)(node)
  return [
    ...new Set([
      ...node.hookMacros,
      ...runHooksOf(answer).flatMap(({ macros }) => macros),
      ...functions.flatMap(({ macros }) => macros),
      ...(functions.length === 0 ? [] : macrosOf(answer, ofFunctions)),
    ]),
  ]
}

/** The macros by which dbt creates a function. */
const ofFunctions = /_function_|^function_|materialization_function/

/** The project's macros that judge such tests. */
export const judgingMacros = ({ answer }: DbtProject, type: 'test' | 'unit_test'): readonly string[] =>
  macrosOf(answer, judgesOf(type))

const macrosOf = ({ making }: DbtAnswer, names: RegExp): readonly string[] =>
  Object.entries(making).flatMap(([name, macros]) => (names.test(name) ? macros : []))

const hookNames: ReadonlySet<string> = new Set(['post-hook', 'pre-hook'])

export async function makeTable(
  project: DbtProject,
  node: DbtNode,
  work: ForeignCall,
  how: Pick<MakingOfNode, 'rows' | 'statementAlone'> = {},
): Promise<object> {
  project.keep()
  const file = work.tmpFile()
  const {
    compiled,
    later,
    beside = [],
  } = await project.make(node, work, { out: file, startsOver: hasWays(project.answer, node), ...how })
  for (const name of beside)
    work.context.log.warn(
      `a hook has written ${name}, which is no part of the graph: it is gone with the database that dbt made ${node.name} in`,
    )
  // A later run makes another batch, or other rows, so the time counts as read.
  if (later) void work.context.now
  if (node.language === 'python' || compiled === null) return parquetFile(file)
  return parquetFile(file, [], withTableFunctions(compiled, functionsOf(project.answer)(node)))
}
