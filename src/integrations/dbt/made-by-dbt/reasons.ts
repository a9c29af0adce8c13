import type { DbtAnswer, DbtNode } from '../answer.ts'
import { hooksOf, isIdle, runHooksOf } from './hooks.ts'

/** Whether dbt itself has to make a node, because its statement alone does not decide its rows. */
export const isMadeByDbt = (answer: DbtAnswer, node: DbtNode): boolean =>
  goesOn(node) || (node.language === 'python' && node.config.materialized === 'table') || hasWays(answer, node)

/** Whether a node is made from its last version. */
export const goesOn = ({ config }: DbtNode): boolean =>
  config.materialized === 'incremental' || config.materialized === 'snapshot'

/** Whether the project does more for a node than run its statement. */
export function hasWays(answer: DbtAnswer, node: DbtNode): boolean {
  if (node.type === 'test') return hasSession(answer)
  return (
    hooksOf(node).some((hook) => !isIdle(hook)) ||
    replacedFor(answer, node).length > 0 ||
    (node.type === 'model' && (hasSession(answer) || hasOwnConfig(node)))
  )
}

/** Whether `on-run-…` hooks or settings of the profile may change the rows of any statement. */
export const hasSession = (answer: DbtAnswer): boolean =>
  runHooksOf(answer).length > 0 || Object.keys(answer.profile?.settings ?? {}).length > 0

function hasOwnConfig({ config }: DbtNode): boolean {
  const indexes = (config.indexes ?? []) as readonly { readonly unique?: boolean }[]
  return (
    !materializations.has(String(config.materialized)) ||
    config.sql_header !== undefined ||
    indexes.some(({ unique }) => unique === true)
  )
}

/** The materializations that need the statement alone. */
const materializations: ReadonlySet<string> = new Set(['table', 'view'])

/** Macros of the project in the place of those by which dbt makes such a node. */
const replacedFor = ({ replaced }: DbtAnswer, { type }: DbtNode): DbtAnswer['replaced'] =>
  replaced.filter(({ name }) => (type === 'seed') === ofSeeds.test(name))
const ofSeeds = /materialization_seed|load_csv_rows|create_csv_table/
