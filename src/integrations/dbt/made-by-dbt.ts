import { type Asset, type ForeignCall, type ForeignFacts, foreignFunction, member, parquetFile } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { contractOf, refuseConstraints } from './contract.ts'
import type { DbtProject } from './dbt-project.ts'
import { nodeFacts } from './node-facts.ts'
import { optionsOf } from './options.ts'

/**
 * An incremental model, a snapshot or a model in Python: dbt itself makes it, in a temporary database with the tables
 * of the run, so that the strategies are dbt's own. The model's last version is in there as well, under its own
 * relation.
 */
export function madeByDbt(project: DbtProject, node: DbtNode): Asset {
  const run = foreignFunction({
    facts: () => factsOf(project, node),
    call: (work) => call(project, node, work),
  })
  return goesOn(node) ? member.asset({ ...optionsOf(node), previous: true }, run) : member.asset(optionsOf(node), run)
}

export const isMadeByDbt = (node: DbtNode): boolean =>
  goesOn(node) || (node.language === 'python' && node.config.materialized === 'table')

/** It is made of what it was before. */
const goesOn = ({ config }: DbtNode): boolean =>
  config.materialized === 'incremental' || config.materialized === 'snapshot'

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  refuseConstraints(project.place.root, node)
  const settings = Object.entries(node.config).filter(([name]) => !forPeople.has(name))
  return nodeFacts(project, node, {
    settings: { ...Object.fromEntries(settings), contract: contractOf(node) ?? null },
    making: goesOn(node) ? project.answer.making : [],
  })
}

/** The parts of a configuration that do not change the rows. */
const forPeople: ReadonlySet<string> = new Set([
  ...['access', 'description', 'docs', 'enabled', 'grants', 'group', 'meta', 'persist_docs', 'tags', 'quoting'],
  ...['column_types', 'packages', 'post-hook', 'pre-hook'],
])

async function call(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<object> {
  project.keep()
  const file = work.tmpFile()
  const { compiled, later } = await project.make(node, work, file)
  // Another moment is another batch.
  if (later) void work.context.now
  return parquetFile(file, [], node.language === 'python' ? undefined : (compiled ?? undefined))
}
