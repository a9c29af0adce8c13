import type { DbtAnswer, DbtNode, DbtUnitTest } from '../answer.ts'
import { hasOwnConstraint } from '../contract.ts'
import { functionsOf } from '../graph-names.ts'
import { hooksOf, isIdle, runHooksOf } from './hooks.ts'

/** Whether dbt itself has to make a node, because its statement alone does not decide its rows. */
export const isMadeByDbt = (answer: DbtAnswer, node: DbtNode): boolean =>
  goesOn(node) ||
  isExternal(node) ||
  (node.language === 'python' && node.config.materialized === 'table') ||
  hasWays(answer, node)

/** Whether dbt writes its rows into files, and reads them from there. */
export const isExternal = ({ config }: Pick<DbtNode, 'config'>): boolean => config.materialized === 'external'

/** Whether a node is made from its last version. */
export const goesOn = ({ config }: DbtNode): boolean =>
  config.materialized === 'incremental' || config.materialized === 'snapshot'

/** Whether the project does more for a node than run its statement. */
export function hasWays(answer: DbtAnswer, node: DbtNode): boolean {
  if (node.type === 'test') return hasSession(answer) || isJudgedByDbt(answer, node) || callsFunction(answer, node)
  return (
    callsFunction(answer, node) ||
    hooksOf(node).some((hook) => !isIdle(hook)) ||
    replacedFor(answer, node).length > 0 ||
    (node.type === 'model' && (hasSession(answer) || hasOwnConfig(node)))
  )
}

/** Whether a node reads what its statement says and nothing else: no hook and no macro of the project may add to it. */
export const isItsStatement = (answer: DbtAnswer, node: DbtNode): boolean =>
  !hasWays(answer, node) && (!goesOn(node) || Object.keys(answer.making).length === 0)

/** Whether `on-run-…` hooks or settings of the profile may change the rows of any statement. */
export const hasSession = (answer: DbtAnswer): boolean =>
  runHooksOf(answer).length > 0 || Object.keys(answer.profile?.settings ?? {}).length > 0

function hasOwnConfig(node: DbtNode): boolean {
  const { config } = node
  const indexes = (config.indexes ?? []) as readonly { readonly unique?: boolean }[]
  return (
    !materializations.has(String(config.materialized)) ||
    config.sql_header !== undefined ||
    hasOwnConstraint(node) ||
    indexes.some(({ unique }) => unique === true)
  )
}

/** The materializations that need no other session than the statement. */
const materializations: ReadonlySet<string> = new Set(['table', 'view', 'external'])

/** Whether a node's statement calls a function that dbt creates, which only dbt's database has. */
export const callsFunction = (answer: DbtAnswer, node: Pick<DbtNode, 'depends'>): boolean =>
  answer.functions.length > 0 && functionsOf(answer)(node).length > 0

/** Whether the project judges such tests by macros of its own. */
export const isJudgedByDbt = ({ replaced }: DbtAnswer, { type }: Pick<DbtNode | DbtUnitTest, 'type'>): boolean =>
  replaced.some(({ name }) => judgesOf(type).test(name))

/** The names of the macros by which dbt judges tests. */
export const judgesOf = (type: string): RegExp => (type === 'test' ? ofTests : ofUnitTests)
const ofTests = /materialization_test|get_test_sql/
const ofUnitTests = /materialization_unit|get_unit_test_sql/

/** The macros by which the project replaces dbt's own for making such a node. */
const replacedFor = ({ replaced }: DbtAnswer, { type }: DbtNode): DbtAnswer['replaced'] =>
  replaced.filter(
    ({ name }) => !ofTests.test(name) && !ofUnitTests.test(name) && (type === 'seed') === ofSeeds.test(name),
  )
const ofSeeds = /materialization_seed|load_csv_rows|create_csv_table/
