import { performance } from 'node:perf_hooks'
import type { Cause } from '../causes.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError, type ErrorCode } from '../errors.ts'
import type { StepResult } from '../events.ts'
import { attemptKey } from '../plan/attempt-key.ts'
import { gatesOf } from '../plan/checks/gates.ts'
import { checkFailedCause } from '../plan/checks/verdict.ts'
import { heldBy, type Plan, type PlanStep } from '../plan/plan.ts'
import { isDone } from '../plan/refused-receipt.ts'
import { type UnitFacts, unitsBefore } from '../plan/units.ts'
import type { Unit } from '../unit.ts'
import { cancelled } from './call/race.ts'
import { wasFoundEmpty } from './emptiness.ts'
import { failureOf } from './failure.ts'
import { checkStep } from './gate/gate.ts'
import type { Task } from './queue/scheduler.ts'
import type { RunContext } from './run-context.ts'
import { runStep, upstreamOf } from './step.ts'

export interface StageWork {
  readonly steps: readonly PlanStep[]
  /** See `Plan`. */
  readonly atRest: Plan['atRest']
  /** The results of earlier stages. */
  readonly results: Map<Unit, StepResult>
  /** The units that are made, or were found to be there. */
  readonly over: Set<Unit>
  readonly stop: AbortController
}

/** The steps of a stage as tasks, each of which starts when the tasks that it waits for are over. */
export function tasksOf(
  context: RunContext,
  { failFast, atRest, stop, steps, over }: StageWork & { readonly failFast: boolean },
): readonly Task<StepResult>[] {
  const facts = new Map(context.world.facts.map((each) => [each.unit, each]))
  const final = (unit: Unit) => !context.planned.has(unit) || atRest.has(unit) || over.has(unit)
  const gates = gatesOf(context.world.facts)
  const earlier = earlierTables(context.checksOn, steps)
  return steps.map((plan) => {
    const own = facts.get(plan.unit) as UnitFacts
    return {
      unit: plan.unit,
      after: [...unitsBefore(own), ...(gates.get(plan.unit) ?? []), ...(earlier.get(plan.unit) ?? [])],
      async start(results: ReadonlyMap<Unit, StepResult>): Promise<StepResult> {
        const result = await oneStep(context, { plan, facts: own, final, gates: gates.get(plan.unit) ?? [] }, results)
        if (!isStopped(result)) over.add(plan.unit)
        if (result.outcome === 'failed' && failFast) stop.abort(cancelled('another asset failed'))
        await recordAttempt(context, own, result).catch((failure) => {
          throw doneUnrecorded(result) ?? failure
        })
        context.emit({ type: 'step_finished', step: result })
        return result
      },
    }
  })
}

/**
 * For each table: the reused tables of the same checks that come before it in the plan. It waits for them, so that
 * speed does not decide which table a check judges.
 */
function earlierTables(checksOn: RunContext['checksOn'], steps: readonly PlanStep[]): ReadonlyMap<Unit, Unit[]> {
  const earlier = new Map<Unit, Unit[]>()
  const last = new Map<UnitFacts, Unit>()
  for (const { unit, action } of steps) {
    for (const check of checksOn.get(unit) ?? []) {
      const before = last.get(check)
      if (before !== undefined) earlier.set(unit, [...(earlier.get(unit) ?? []), before])
      if (action === 'reuse') last.set(check, unit)
    }
  }
  return earlier
}

/**
 * The error of an effect that is done and whose receipt and failure the store cannot keep: the run has to report it.
 */
function doneUnrecorded({ error }: StepResult): AssetError | undefined {
  if (error === undefined || !isDone(error)) return undefined
  const { message, at, facts } = error
  return new AssetError({
    ...{ code: error.code as ErrorCode, message, at, facts },
    fix: 'mend the disk; nothing is kept of what was done, so that the next run does it again unless effects are left out',
  })
}

interface OneStep {
  readonly plan: PlanStep
  readonly facts: UnitFacts
  readonly final: (unit: Unit) => boolean
  /** The blocking checks that the step waits for. */
  readonly gates: readonly Unit[]
}

const stopped: ReadonlySet<StepResult['outcome']> = new Set(['failed', 'blocked', 'cancelled'])
const isStopped = (result: StepResult): boolean => stopped.has(result.outcome)

/**
 * The causes that stop a step: a stopped step above it, or a failed check. A check that has judged a waiting table is
 * reported with its verdict, whatever happened to the table.
 */
function stoppedBy(
  context: Pick<RunContext, 'planned' | 'verdicts'>,
  { plan, facts, gates }: OneStep,
  results: ReadonlyMap<Unit, StepResult>,
): Pick<StepResult, 'outcome' | 'causes'> | Pick<StepResult, 'outcome'> | undefined {
  const above = unitsBefore(facts)
    .flatMap((unit) => results.get(unit) ?? [])
    .find((result) => isStopped(result) && !tellsRows(context, result))
  if (above === undefined) {
    // No step of this run asks these checks again, so their known verdicts stand.
    const causes = heldBy(plan).filter(({ subject }) => !context.planned.has(subject as Unit))
    if (causes.length > 0) return { outcome: 'blocked', causes: causes }
    const failed = gates.flatMap((unit) => results.get(unit) ?? []).filter(({ outcome }) => outcome === 'failed')
    return failed.length === 0
      ? undefined
      : { outcome: 'blocked', causes: failed.flatMap((check) => heldCauses(context, check)) }
  }
  if (above.outcome === 'cancelled') return { outcome: 'cancelled' }
  const verdict = context.verdicts.get(facts.unit)
  if (verdict !== undefined) return checkStep(verdict, 0)
  const causes = heldCauses(context, above)
  return causes.length === 0 ? { outcome: 'blocked' } : { outcome: 'blocked', causes }
}

/** Whether the step is a check that was asked and fails: a step that reads its failing rows goes on. */
function tellsRows({ verdicts }: Pick<RunContext, 'verdicts'>, { unit, kind, outcome }: StepResult): boolean {
  const verdict = nodeKinds[kind].judges && outcome === 'failed' ? verdicts.get(unit) : undefined
  return verdict !== undefined && !verdict.broken
}

/** The checks that stopped a step, directly or further above. */
function heldCauses(
  { verdicts }: Pick<RunContext, 'verdicts'>,
  { unit, error, causes, kind }: StepResult,
): readonly Cause[] {
  const check = nodeKinds[kind].judges ? unit : error?.code === 'CHECK_FAILED' ? error.facts?.check : undefined
  const verdict = typeof check === 'string' ? verdicts.get(check as Unit) : undefined
  if (verdict?.error === undefined) return causes.filter((cause) => cause.kind === 'check_failed')
  return [checkFailedCause(verdict.facts, verdict.error)]
}

/** Whether a stopped run changes nothing for the step: the plan skips it, and nothing above it has run. */
function isUntouched({ plan, facts }: OneStep, results: ReadonlyMap<Unit, StepResult>): boolean {
  const above = unitsBefore(facts).flatMap((unit) => results.get(unit) ?? [])
  return plan.action === 'skip' && above.every(({ outcome }) => outcome === 'skipped')
}

/** Errors of a user's function become the step's outcome; errors that are our own bugs are thrown on. */
async function oneStep(
  context: RunContext,
  step: OneStep,
  results: ReadonlyMap<Unit, StepResult>,
): Promise<StepResult> {
  const base = { unit: step.plan.unit, kind: step.plan.kind, causes: step.plan.causes }
  const stopped = stoppedBy(context, step, results)
  if (stopped !== undefined) return { ...base, ...stopped, durationMs: 0 }
  if (context.signal.aborted)
    return { ...base, outcome: isUntouched(step, results) ? 'skipped' : 'cancelled', durationMs: 0 }
  const began = performance.now()
  try {
    return await runStep(context, step)
  } catch (error) {
    const durationMs = Math.round(performance.now() - began)
    if (context.signal.aborted) return { ...base, outcome: 'cancelled', durationMs }
    return { ...base, outcome: 'failed', durationMs, error: failureOf(context, step.facts, error) }
  }
}

/**
 * Records tell what was made, attempts the other outcomes. A skip is recorded only where the rows of a source came
 * back.
 */
async function recordAttempt(
  context: Pick<RunContext, 'run' | 'verdicts' | 'verdictsRead' | 'workspace' | 'world'>,
  facts: UnitFacts,
  result: StepResult,
): Promise<void> {
  const { outcome, causes, durationMs, error, untried } = result
  if (untried) return
  if (outcome === 'skipped' && !wasFoundEmpty(context.world, result.unit)) return
  if (outcome === 'ran' || outcome === 'unchanged' || outcome === 'observed') return
  const verdict = context.verdicts.get(result.unit)
  const key = verdict?.key ?? attemptKey(context.world, facts, upstreamOf(context))
  await context.workspace.store.catalog.addAttempt({
    run: context.run.id,
    unit: result.unit,
    key,
    outcome,
    startedAt: Date.now() - durationMs,
    durationMs,
    causes,
    ...(error === undefined ? {} : { error }),
  })
}
