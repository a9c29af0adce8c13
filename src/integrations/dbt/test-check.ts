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
import { holdsOf } from './holds.ts'
import { judgingMacros, macrosAround, waysOf } from './made-by-dbt/made-by-dbt.ts'
import { hasWays, isJudgedByDbt } from './made-by-dbt/reasons.ts'
import { nodeFacts } from './node-facts.ts'
import { optionsOf } from './options.ts'
import { textInQuotes } from './sql-text.ts'
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
  /** The expression that is counted; `count(*)` by default. */
  readonly failCalc: string
  /** The condition on that count under which the test fails: `!= 0`. */
  readonly failsIf: string
  /** The condition under which a test warns that does not fail; undefined where it equals `failsIf`. */
  readonly warnsIf?: string
  readonly limit: number | undefined
  /** Whether failing rows are kept; true by default. */
  readonly keeps: boolean
}

function conditionsOf(node: DbtNode): Conditions {
  const { fail_calc, limit, store_failures, store_failures_as } = node.config
  const [warnsIf, errorsIf] = [node.config.warn_if, node.config.error_if].map((condition) =>
    String(condition ?? '!= 0'),
  )
  const failsIf = (isWarning(node) ? warnsIf : errorsIf) as string
  return {
    failCalc: String(fail_calc ?? 'count(*)'),
    failsIf,
    // A test of the severity `warn` has no other condition in dbt.
    ...(warnsIf === failsIf ? {} : { warnsIf: warnsIf as string }),
    limit: typeof limit === 'number' ? limit : undefined,
    keeps: store_failures !== false && store_failures_as !== 'ephemeral',
  }
}

const factsOf = (project: DbtProject, node: DbtNode): ForeignFacts => ({
  ...factsOfStatement(project, node),
  ...holdsOf(project, node),
})

const factsOfStatement = (project: DbtProject, node: DbtNode): ForeignFacts =>
  hasWays(project.answer, node)
    ? nodeFacts(project, node, {
        settings: { ...conditionsOf(node), ...waysOf(project, node) },
        making: [
          ...macrosAround(project, node),
          ...(isJudgedByDbt(project.answer, node) ? judgingMacros(project, 'test') : []),
        ],
      })
    : nodeFacts(project, node, { settings: conditionsOf(node) })

/** The failing rows of a test that dbt has to run, because its session decides them. */
async function rowsByDbt(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<Sql> {
  return (await judgedByDbt(project, node, work)).rows
}

async function judgedByDbt(project: DbtProject, node: DbtNode, work: ForeignCall) {
  project.keep()
  const out = work.tmpFile()
  const { verdict = { status: 'pass', failures: 0 } } = await project.make(node, work, { out, startsOver: true })
  const rows = sql.raw(`select * from read_parquet('${textInQuotes(out)}', hive_partitioning = false)`)
  return { rows, verdict }
}

/** dbt's verdict by the project's own macros, with the rows of the test's statement. */
async function verdictOfDbt(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<JudgedRows> {
  const { rows, verdict } = await judgedByDbt(project, node, work)
  const { status, failures } = verdict
  const fails = status === 'fail' || (status === 'warn' && isWarning(node))
  return judgedRows({
    ...{ rows, isKept: conditionsOf(node).keeps },
    counted: {
      statement: () =>
        sql`select ${failures}::bigint as failures, ${fails} as fails, ${status === 'warn' && !fails} as warns`,
      words: () => `dbt says ${status}: ${failures} ${failures === 1 ? 'failure' : 'failures'}`,
    },
  })
}

async function call(project: DbtProject, node: DbtNode, work: ForeignCall): Promise<Sql | JudgedRows> {
  if (isJudgedByDbt(project.answer, node)) return verdictOfDbt(project, node, work)
  const failing = hasWays(project.answer, node)
    ? await rowsByDbt(project, node, work)
    : await statementOf(project, node, work)
  const { failCalc, failsIf, warnsIf, limit, keeps } = conditionsOf(node)
  const rows =
    limit === undefined ? failing : sql`select * from (${failing}\n) dbt_internal_test limit ${sql.raw(String(limit))}`
  if (failCalc === 'count(*)' && failsIf === '!= 0' && warnsIf === undefined)
    return keeps ? rows : judgedRows({ rows, isKept: false })
  const meets = (condition: string) => sql.raw(`${failCalc} ${condition}`)
  return judgedRows({
    ...{ rows, isKept: keeps },
    counted: {
      statement: (of) =>
        sql`select ${sql.raw(failCalc)} as failures, ${meets(failsIf)} as fails, ${warnsIf === undefined ? sql.raw('false') : meets(warnsIf)} as warns from (${of}\n) dbt_internal_test`,
      words: ({ failures }, level) =>
        `${failures} ${String(failures) === '1' ? 'failure' : 'failures'}: it ${isWarning(node) ? 'warns' : level} if ${level === 'fails' ? failsIf : warnsIf}`,
    },
  })
}
