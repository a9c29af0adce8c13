import type { CheckReport } from '../../define/check.ts'
import { expectationsOf } from '../../define/expectations.ts'
import { rulesOf } from '../../define/rules.ts'
import { AssetError } from '../../errors.ts'
import { rulesOutcome } from '../../plan/checks/rules-outcome.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import type { CheckOutcome } from '../../store/record.ts'
import { sampleRows } from '../../table/read/sample-rows.ts'
import { runRules } from '../../table/rules/run-rules.ts'
import type { CallContext } from '../run-context.ts'

/** What a check returned, as what came of it. */
export async function outcomeOf(
  context: Pick<CallContext, 'workspace' | 'run'>,
  facts: UnitFacts,
  { result, limit, reads }: { readonly result: unknown; readonly limit: number; readonly reads: Reads },
): Promise<CheckOutcome> {
  if (typeof result === 'boolean') return { passed: result }
  if (isReport(result)) return reported(result, limit)
  const engine = await context.workspace.engine()
  const held = rulesOf(result)
  if (held !== undefined) {
    return rulesOutcome(await runRules(engine, { ...held, asset: facts.node.name, limit }))
  }
  const suite = expectationsOf(result)
  if (suite !== undefined) {
    const now = () => {
      reads.clock = true
      return new Date(context.run.startedAt)
    }
    const { runExpectations } = await import('../../table/expectations/run-expectations.ts')
    const { rules, validation } = await runExpectations({ engine, ...suite, asset: facts.node.name, limit, now })
    return { ...rulesOutcome(rules), validation: { ...validation } }
  }
  const failing = await sampleRows(engine, { result, asset: facts.node.name, limit })
  if (failing === undefined) throw noVerdict(facts)
  const { count, rows } = failing
  if (count === 0) return { passed: true }
  return { passed: false, message: `${count} ${count === 1 ? 'row fails' : 'rows fail'}`, sample: rows }
}

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

function noVerdict(facts: UnitFacts): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the check ${facts.node.name} returned neither true or false, nor a report, nor rules, nor expectations, nor a query`,
    at: facts.node.at,
    fix: 'return a boolean, { passed, message?, rows?, metadata? }, rules(table, { … }), expectations(table, suite), or a query whose rows are the failures',
  })
}
