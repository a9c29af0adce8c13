import type { StepResult } from '../events.ts'
import type { PlanStep } from '../plan/plan.ts'
import { isDone, mayBeLeftAlone } from '../plan/refused-receipt.ts'
import type { UnitFacts } from '../plan/units.ts'
import { ago } from '../util/text/duration.ts'
import type { RunContext } from './run-context.ts'

/**
 * The failure of the last attempt, where no new attempt is to be made: it would have the same key, and either the run
 * leaves failures alone or the work was done.
 */
export function leftAlone(
  { leaveFailed, forced, world, run }: Pick<RunContext, 'leaveFailed' | 'forced' | 'world' | 'run'>,
  { plan, facts }: { readonly plan: Pick<PlanStep, 'kind' | 'causes'>; readonly facts: UnitFacts },
  key: string,
): StepResult | undefined {
  const { unit } = facts
  if (forced.has(unit) || !mayBeLeftAlone(facts)) return undefined
  const failed = world.failures.get(unit)
  if (failed?.key !== key || failed.error === undefined) return undefined
  const { error, startedAt } = failed
  if (!leaveFailed && !isDone(error)) return undefined
  const message = `${error.message} (${ago(startedAt, run.startedAt)}; nothing has changed since, so that it was not tried again)`
  const result = { unit, kind: plan.kind, causes: plan.causes, durationMs: 0 }
  return { ...result, outcome: 'failed', error: { ...error, message }, untried: true }
}
