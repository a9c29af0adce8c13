import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Cause } from '../causes.ts'
import { defaultEnvironment } from '../define/environment.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { CodeWarning, Emit, StepResult } from '../events.ts'
import { attemptKey } from '../plan/attempt-key.ts'
import { checksByTable, gatesOf } from '../plan/gates.ts'
import { heldBy, type Plan, type PlanStep } from '../plan/plan.ts'
import { type UnitFacts, unitsRead } from '../plan/units.ts'
import { checkFailedCause } from '../plan/verdict.ts'
import type { LiveWorld } from '../project/live-world.ts'
import type { Workspace } from '../project/workspace.ts'
import { openPythonPool } from '../python/python-pool.ts'
import { readLockToWrite } from '../store/lock/merged-lock.ts'
import type { Unit } from '../unit.ts'
import { adoptRows } from './adopt-rows.ts'
import { adoptSchemes } from './adopt-scheme.ts'
import { captureFunctionTexts, captureOutput, uncaptured } from './call/capture.ts'
import { guardProcess, unguarded } from './call/guard.ts'
import { cancelled } from './call/race.ts'
import { openResources } from './call/resources.ts'
import { wasFoundEmpty } from './emptiness.ts'
import { failureOf, strayError, withAftermath } from './failure.ts'
import { checkStep } from './gate/gate.ts'
import type { RunContext } from './run-context.ts'
import { newRunId } from './run-id.ts'
import { schedule } from './scheduler.ts'
import { runStep } from './step.ts'
import { updateLock } from './update-lock.ts'

export interface RunOptions {
  readonly plan: Plan
  readonly world: LiveWorld
  readonly forced: ReadonlySet<Unit>
  /** Of what reads its own past: what starts over, as if it had none. Is forced. */
  readonly fromScratch: ReadonlySet<Unit>
  readonly command: string
  readonly concurrency: number
  readonly failFast: boolean
  readonly allowRemoved: boolean
  /** What failed with the key that it has now is not tried again. Default: it is. */
  readonly leaveFailed?: boolean | undefined
  /** Called when everything is done, before the run says that it is over. */
  readonly ending?: ((run: string, steps: readonly StepResult[]) => Promise<void>) | undefined
  /** How long another process that makes the same is waited for, in ms. */
  readonly waitMs: number
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal
  readonly emit: Emit
}
export interface RunReport {
  readonly run: string
  /** In the order of the plan. */
  readonly steps: readonly StepResult[]
  /** Each once, in the order of their places: which asset tells first is chance. */
  readonly warnings: readonly CodeWarning[]
  readonly durationMs: number
}

/** Carries a plan out. A failure blocks what is below it and nothing else, and everything that was finished is kept. */
export async function runPlan(workspace: Workspace, options: RunOptions): Promise<RunReport> {
  const { plan, command } = options
  const emit: Emit = (event) => uncaptured(() => options.emit(event))
  const began = performance.now()
  const run = { id: newRunId(new Date()), startedAt: Date.now() }
  const { catalog } = workspace.store
  // A lock that cannot be read is told before anything runs, not after all of it.
  if (workspace.project.environmentName === defaultEnvironment) await readLockToWrite(workspace.storeFolder)
  await catalog.beginRun({ id: run.id, command, startedAt: run.startedAt, pid: process.pid, host: hostname() })
  emit({ type: 'run_started', run: run.id, steps: plan.steps.length })
  using _ = workspace.hooks.capture ? captureOutput() : undefined
  using _texts = captureFunctionTexts()
  using guard = workspace.hooks.guard ? guardProcess() : unguarded()
  const resources = openResources(workspace.project.options.resources ?? {})
  await using python = openPythonPool({ root: workspace.project.root, env: process.env })
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const { waitMs, forced, fromScratch, allowRemoved, leaveFailed = false } = options
  const world = await adoptRows(workspace, options.world, run.id)
  const planned = new Set(plan.steps.map((step) => step.unit))
  const common = { workspace, world, resources, python, guard, run, signal, emit }
  const context: RunContext = {
    ...common,
    planned,
    forced,
    fromScratch,
    checksOn: checksByTable(world.facts),
    variables: process.env,
    allowRemoved,
    leaveFailed,
    waitMs,
    verdicts: new Map(),
    remade: new Map(),
    told: new Map(),
    functionTexts: new Map(),
    failedCalls: new Map(),
    failedReads: new Map(),
  }
  const results = await carryOut(context, options, stop)
  const remade = new Map<Unit, StepResult>()
  // What could not be made again is the failure of who wanted to read it.
  for (const [unit, step] of context.remade)
    await step.then((result) => remade.set(unit, result)).catch(() => undefined)
  const over = plan.steps.map(({ unit }) => remade.get(unit) ?? (results.get(unit) as StepResult))
  const steps = await withAftermath(context, over)
  const failed = steps.some((step) => step.outcome === 'failed')
  const status = options.signal.aborted ? 'interrupted' : failed ? 'failed' : 'ok'
  await options.ending?.(run.id, steps)
  await catalog.endRun(run.id, { status, endedAt: Date.now() })
  await adoptSchemes(workspace, world, run.id)
  await updateLock(workspace)
  await workspace.store.endTmp(run.id)
  const durationMs = Math.round(performance.now() - began)
  emit({ type: 'run_finished', run: run.id, durationMs })
  return { run: run.id, steps, warnings: inOrder(context.told.values()), durationMs }
}

function inOrder(warnings: Iterable<CodeWarning>): readonly CodeWarning[] {
  const collator = new Intl.Collator('en', { numeric: true })
  return [...warnings].sort((a, b) => collator.compare(a.at, b.at) || collator.compare(a.message, b.message))
}

/** Where an error ends the whole run, what was opened is closed all the same. */
async function carryOut(context: RunContext, options: RunOptions, stop: AbortController) {
  const { workspace, guard, resources } = context
  try {
    return await Promise.race([schedule(tasksOf(context, options, stop), options.concurrency), guard.broken])
  } catch (error) {
    stop.abort(cancelled('an error ended the run'))
    await resources.close(guard)
    throw strayError(error, workspace.project.root)
  }
}

function tasksOf(context: RunContext, options: RunOptions, stop: AbortController) {
  const facts = new Map(context.world.facts.map((each) => [each.unit, each]))
  const over = new Set<Unit>()
  const { steps, atRest } = options.plan
  const final = (unit: Unit) => !context.planned.has(unit) || atRest.has(unit) || over.has(unit)
  const gates = gatesOf(context.world.facts)
  const earlier = earlierTables(context.checksOn, steps)
  return steps.map((plan) => {
    const own = facts.get(plan.unit) as UnitFacts
    return {
      unit: plan.unit,
      after: [...unitsRead(own), ...(gates.get(plan.unit) ?? []), ...(earlier.get(plan.unit) ?? [])],
      async start(results: ReadonlyMap<Unit, StepResult>): Promise<StepResult> {
        const result = await oneStep(context, { plan, facts: own, final, gates: gates.get(plan.unit) ?? [] }, results)
        if (!isStopped(result)) over.add(plan.unit)
        if (result.outcome === 'failed' && options.failFast) stop.abort(cancelled('another asset failed'))
        await recordAttempt(context, own, result)
        context.emit({ type: 'step_finished', step: result })
        return result
      },
    }
  })
}

/**
 * What is taken from the store goes before the later tables of its checks, as the plan has them: which of them a check
 * judges is no matter of who was quicker.
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

interface OneStep {
  readonly plan: PlanStep
  readonly facts: UnitFacts
  readonly final: (unit: Unit) => boolean
  /** The blocking checks that it waits for. */
  readonly gates: readonly Unit[]
}

const stopped: ReadonlySet<StepResult['outcome']> = new Set(['failed', 'blocked', 'cancelled'])
const isStopped = (result: StepResult): boolean => stopped.has(result.outcome)

/**
 * What is above and was stopped stops it too, and so does a check that failed. A check is told as what it said where a
 * table waited for it: its refusal is the reason that the table has failed.
 */
function stoppedBy(
  context: Pick<RunContext, 'planned' | 'verdicts'>,
  { plan, facts, gates }: OneStep,
  results: ReadonlyMap<Unit, StepResult>,
): Pick<StepResult, 'outcome' | 'causes'> | Pick<StepResult, 'outcome'> | undefined {
  const above = unitsRead(facts)
    .flatMap((unit) => results.get(unit) ?? [])
    .find(isStopped)
  if (above === undefined) {
    // No step of this run asks these checks, so that what is known of them stands.
    const causes = heldBy(plan).filter(({ subject }) => !context.planned.has(subject as Unit))
    if (causes.length > 0) return { outcome: 'blocked', causes: causes }
    const failed = gates.flatMap((unit) => results.get(unit) ?? []).filter(({ outcome }) => outcome === 'failed')
    return failed.length === 0
      ? undefined
      : { outcome: 'blocked', causes: failed.flatMap((check) => heldCauses(context, check)) }
  }
  if (above.outcome === 'cancelled') return { outcome: 'cancelled' }
  const verdict = context.verdicts.get(facts.unit)
  if (verdict !== undefined && !verdict.passed) return checkStep(verdict, 0)
  const causes = heldCauses(context, above)
  return causes.length === 0 ? { outcome: 'blocked' } : { outcome: 'blocked', causes }
}

/** The checks that stopped a step, also where that was further above. */
function heldCauses(
  { verdicts }: Pick<RunContext, 'verdicts'>,
  { unit, error, causes, kind }: StepResult,
): readonly Cause[] {
  const check = nodeKinds[kind].judges ? unit : error?.code === 'CHECK_FAILED' ? error.facts?.check : undefined
  const verdict = typeof check === 'string' ? verdicts.get(check as Unit) : undefined
  if (verdict?.error === undefined) return causes.filter((cause) => cause.kind === 'check_failed')
  return [checkFailedCause(verdict.facts, verdict.error)]
}

/** Whether a run that is stopped takes nothing from it: the plan skips it, and nothing above it has run. */
function isUntouched({ plan, facts }: OneStep, results: ReadonlyMap<Unit, StepResult>): boolean {
  const above = unitsRead(facts).flatMap((unit) => results.get(unit) ?? [])
  return plan.action === 'skip' && above.every(({ outcome }) => outcome === 'skipped')
}

/** Never throws what a user's function threw: it becomes the step's outcome. Our own bugs are thrown on. */
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
 * Records tell of what was made; attempts of everything else that happened. A skip is nothing that happened, but where
 * rows came back.
 */
async function recordAttempt(context: RunContext, facts: UnitFacts, result: StepResult): Promise<void> {
  const { outcome, causes, durationMs, error, untried } = result
  if (untried) return
  if (outcome === 'skipped' && !wasFoundEmpty(context.world, result.unit)) return
  if (outcome === 'ran' || outcome === 'unchanged' || outcome === 'observed') return
  const verdict = context.verdicts.get(result.unit)
  const key = verdict?.key ?? attemptKey(context.world, facts, (unit) => context.world.current.get(unit))
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
