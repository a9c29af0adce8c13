import type { CheckReport } from '../../define/check.ts'
import { expectationsOf } from '../../define/expectations.ts'
import { judgedOf } from '../../define/foreign/judged-rows.ts'
import { rulesOf } from '../../define/rules.ts'
import { AssetError } from '../../errors.ts'
import { rulesOutcome } from '../../plan/checks/rules-outcome.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import type { CheckOutcome } from '../../store/record.ts'
import { isQuery, sampleRows } from '../../table/read/sample-rows.ts'
import { type Failing, firstRows, writeFailing } from '../../table/rules/failing-rows.ts'
import { runRules } from '../../table/rules/run-rules.ts'
import { isCompilable } from '../../table/write/result-kind.ts'
import type { CallContext } from '../run-context.ts'
import { type JudgedWork, type Judgement, judgedOutcome } from './judged-outcome.ts'

export interface CheckResult extends Pick<JudgedWork, 'limit' | 'keep'> {
  readonly result: unknown
  readonly reads: Reads
}

export async function outcomeOf(
  context: Pick<CallContext, 'workspace' | 'run'>,
  facts: UnitFacts,
  { result, limit, reads, keep }: CheckResult,
): Promise<Judgement> {
  if (typeof result === 'boolean') return { outcome: { passed: result } }
  if (isReport(result)) return { outcome: reported(result, limit) }
  const { workspace, run } = context
  const engine = await workspace.engine()
  const asset = facts.node.name
  const tmpFile = () => workspace.store.tmpFile(run.id)
  const written = async (failing: Failing) =>
    keep === 'never' ? undefined : await writeFailing(engine, { failing, asset, tmpFile, empty: keep === 'always' })
  const ruleSet = rulesOf(result)
  if (ruleSet !== undefined) {
    const { rules, failing } = await runRules(engine, { ...ruleSet, asset, limit })
    return { outcome: rulesOutcome(rules), failing: await written(failing) }
  }
  const suite = expectationsOf(result)
  if (suite !== undefined) {
    const now = () => {
      reads.clock = true
      return new Date(context.run.startedAt)
    }
    const { runExpectations } = await import('../../table/expectations/run-expectations.ts')
    const { rules, failing, validation } = await runExpectations({ engine, ...suite, asset, limit, now })
    return { outcome: { ...rulesOutcome(rules), validation: { ...validation } }, failing: await written(failing) }
  }
  const judged = judgedOf(result)
  if (judged !== undefined) return await judgedOutcome(engine, judged, { asset, limit, keep, tmpFile })
  if (keep !== 'never' && isQuery(result)) {
    const failing = await written({ query: result })
    if (failing === undefined || failing.written.rows === 0) return { outcome: { passed: true }, failing }
    const sample = await firstRows(engine, { query: result, file: failing.file, limit })
    return { outcome: failed(failing.written.rows, sample), failing }
  }
  const sample = await sampleRows(engine, { result, asset, limit })
  if (sample === undefined) throw isCompilable(result) ? ofKysely(facts) : noVerdict(facts)
  const { count, rows } = sample
  return { outcome: count === 0 ? { passed: true } : failed(count, rows) }
}

const failed = (count: number, sample: NonNullable<CheckOutcome['sample']>): CheckOutcome => ({
  ...{ passed: false, message: `${count} ${count === 1 ? 'row fails' : 'rows fail'}`, sample },
})

function isReport(result: unknown): result is CheckReport {
  return typeof result === 'object' && result !== null && typeof (result as CheckReport).passed === 'boolean'
}

function reported({ passed, message, rows, metadata }: CheckReport, limit: number): CheckOutcome {
  return {
    passed,
    ...(message === undefined ? {} : { message }),
    ...(rows === undefined ? {} : { sample: rows.slice(0, limit) as NonNullable<CheckOutcome['sample']> }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function ofKysely({ node }: UnitFacts): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the check ${node.name} returned a Kysely query, which is run for assets alone`,
    at: node.at,
    fix: 'return a sql`…` template whose rows are the failures, or make an asset of the query and check that one',
  })
}

function noVerdict(facts: UnitFacts): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the check ${facts.node.name} returned neither true or false, nor a report, nor rules, nor expectations, nor a query`,
    at: facts.node.at,
    fix: 'return a boolean, { passed, message?, rows?, metadata? }, rules(table, { … }), expectations(table, suite), or a query whose rows are the failures',
  })
}
