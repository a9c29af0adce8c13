import {
  type Check,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  type JudgedRows,
  judgedRows,
  member,
  type Sql,
  sql,
} from '../../index.ts'
import type { DbtNode } from './answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { fileOf, refusal } from './mistakes.ts'
import { nodeFacts } from './node-facts.ts'
import { optionsOf } from './options.ts'
import { statementOf } from './statement.ts'

/** A test is a check: the rows of its statement are the failures, as far as its conditions say so. */
export function testCheck(project: DbtProject, node: DbtNode): Check {
  return member.check(
    { ...optionsOf(node), severity: isWarning(node) ? 'warn' : 'block' },
    foreignFunction({
      facts: () => factsOf(project, node),
      call: (work) => call(project, node, work),
      inlinesViews: true,
    }),
  )
}

const isWarning = ({ config }: DbtNode): boolean => String(config.severity).toLowerCase() === 'warn'

interface Conditions {
  /** What is counted: `count(*)` unless the test says otherwise. */
  readonly failCalc: string
  /** What is said of that count where it is a failure: `!= 0`. */
  readonly failsIf: string
  readonly limit: number | undefined
  /** Whether the rows that fail are kept: unless the test says that they are not. */
  readonly keeps: boolean
}

function conditionsOf(node: DbtNode): Conditions {
  const { fail_calc, warn_if, error_if, limit, store_failures, store_failures_as } = node.config
  return {
    failCalc: String(fail_calc ?? 'count(*)'),
    failsIf: String((isWarning(node) ? warn_if : error_if) ?? '!= 0'),
    limit: typeof limit === 'number' ? limit : undefined,
    keeps: store_failures !== false && store_failures_as !== 'ephemeral',
  }
}

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  const { place } = project
  const { config } = node
  if (!isWarning(node) && config.warn_if !== config.error_if) {
    throw refusal(
      place.root,
      { file: fileOf(node) },
      {
        message: `the test ${node.name} warns ${config.warn_if} and fails ${config.error_if}`,
        fix: 'make it two tests: one with severity warn, and one with severity error',
      },
    )
  }
  return nodeFacts(project, node, { settings: conditionsOf(node) })
}

async function call(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<Sql | JudgedRows> {
  const failing = await statementOf(project, node, work)
  const { failCalc, failsIf, limit, keeps } = conditionsOf(node)
  const rows =
    limit === undefined ? failing : sql`select * from (${failing}\n) dbt_internal_test limit ${sql.raw(String(limit))}`
  const kept = keeps ? rows : undefined
  if (failCalc === 'count(*)' && failsIf === '!= 0') return kept ?? judgedRows({ verdict: rows, rows: kept })
  const calc = sql.raw(failCalc)
  const verdict = sql`select ${calc} as failures from (${rows}\n) dbt_internal_test having ${calc} ${sql.raw(failsIf)}`
  return judgedRows({ verdict, rows: kept })
}
