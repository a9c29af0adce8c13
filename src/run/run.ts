import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import { childEnvironment, defaultEnvironment } from '../define/project/environment.ts'
import type { OptionWords } from '../errors.ts'
import type { CodeWarning, Emit, StepResult } from '../events.ts'
import { checksByTable } from '../plan/checks/gates.ts'
import type { PlannedApart } from '../plan/plain/plain-steps.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import type { LiveWorld } from '../project/live-world.ts'
import type { Workspace } from '../project/workspace.ts'
import { openPythonPool } from '../python/python-pool.ts'
import { readLockToWrite } from '../store/lock/merged-lock.ts'
import type { OutboxMessage } from '../store/outbox.ts'
import type { Unit } from '../unit.ts'
import { waitWhereAlone } from '../util/on-disk.ts'
import { adoptRows } from './adopt-rows.ts'
import { adoptSchemes } from './adopt-scheme.ts'
import { openAtEnd } from './call/at-end.ts'
import { captureFunctionTexts, captureOutput, uncaptured } from './call/capture.ts'
import { guardProcess, unguarded } from './call/guard.ts'
import { cancelled } from './call/race.ts'
import { openResources } from './call/resources.ts'
import { strayError, withAftermath } from './failure.ts'
import { AtGate } from './gate/at-gate.ts'
import { projectMessage } from './isolate/project-message.ts'
import { openWorkerPool } from './isolate/worker-pool.ts'
import { followKeys, nextStage } from './keys/stages.ts'
import { plainOfRun, skipPlain } from './plain/plain-of-run.ts'
import { schedule } from './queue/scheduler.ts'
import type { RunContext } from './run-context.ts'
import { newRunId } from './run-id.ts'
import { type StageWork, tasksOf } from './tasks.ts'
import { tellOtherRows } from './tell-notes.ts'
import { updateLock } from './update-lock.ts'

export interface RunOptions {
  readonly plan: Plan
  /** The plain units, where most of the plan is plain. */
  readonly apart?: PlannedApart | undefined
  /** Plans the rest after keys were asked for, since the partitions may be others. */
  readonly replan: (world: LiveWorld) => Promise<Plan>
  readonly world: LiveWorld
  readonly forced: ReadonlySet<Unit>
  /** The units that read their own past and start over without it. The caller forces them as well. */
  readonly fromScratch: ReadonlySet<Unit>
  readonly command: string
  /** The caller's words for options in messages. Default: the flags of the command. */
  readonly optionWords?: OptionWords | undefined
  readonly concurrency: number
  readonly failFast: boolean
  readonly allowRemoved: boolean
  /** Whether a unit that failed with its present key is left alone. Default: it is tried again. */
  readonly leaveFailed?: boolean | undefined
  /** The messages to send when all steps are done: they are in the outbox before the run reports its end. */
  readonly messages?: ((run: string, steps: readonly StepResult[]) => readonly OutboxMessage[]) | undefined
  /** How long to wait for another process that makes the same unit, in ms. */
  readonly waitMs: number
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal
  readonly emit: Emit
}
export interface RunReport {
  readonly run: string
  /** In the order of the plan. */
  readonly steps: readonly StepResult[]
  /** Each warning once, sorted by place, since chance decides which asset reports it first. */
  readonly warnings: readonly CodeWarning[]
  readonly durationMs: number
}

/** Carries a plan out. A failure blocks what is below it and nothing else, and all finished work is kept. */
export async function runPlan(workspace: Workspace, options: RunOptions): Promise<RunReport> {
  const { plan, command } = options
  const emit: Emit = (event) => uncaptured(() => options.emit(event))
  const began = performance.now()
  const run = { id: newRunId(new Date()), startedAt: Date.now(), optionWords: options.optionWords }
  const { catalog } = workspace.store
  // A lock that cannot be read is an error before anything runs, not after all of it.
  if (workspace.project.environmentName === defaultEnvironment) await readLockToWrite(workspace.storeFolder)
  await catalog.beginRun({ id: run.id, command, startedAt: run.startedAt, pid: process.pid, host: hostname() })
  emit({ type: 'run_started', run: run.id, steps: plan.steps.length })
  using _ = workspace.hooks.capture ? captureOutput() : undefined
  using _texts = captureFunctionTexts()
  using guard = workspace.hooks.guard ? guardProcess() : unguarded()
  const resources = openResources(workspace.project.options.resources ?? {})
  const workers = openWorkerPool({ project: () => projectMessage(workspace), env: childEnvironment() })
  await using _workers = { [Symbol.asyncDispose]: () => workers.close().then(() => undefined) }
  await using python = openPythonPool({ root: workspace.project.root, env: process.env })
  await using atEnd = openAtEnd()
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const { waitMs, forced, fromScratch, allowRemoved, leaveFailed = false } = options
  const world = await adoptRows(workspace, options.world, run.id)
  const plain = plainOfRun(workspace.units, options.apart?.plain)
  const common = { workspace, world, resources, python, workers, atEnd, guard, run, signal, emit }
  const context: RunContext = {
    ...common,
    plain,
    planned: new Set((options.apart ?? plan).steps.map(({ unit }) => unit)),
    forced: new Set(forced),
    fromScratch,
    checksOn: checksByTable(world.facts),
    variables: process.env,
    allowRemoved,
    leaveFailed,
    waitMs,
    verdicts: new Map(),
    verdictsRead: new Map(),
    atGate: new AtGate(),
    remade: new Map(),
    warnings: new Map(),
    functionTexts: new Map(),
    failedCalls: new Map(),
    failedReads: new Map(),
    keyAnswers: new Map(),
  }
  const { results, planned: carriedOut } = await inStages(context, options, stop)
  const remade = new Map<Unit, StepResult>()
  // If a table could not be made again, this is reported as the failure of the step that reads it.
  for (const [unit, step] of context.remade)
    await step.then((result) => remade.set(unit, result)).catch(() => undefined)
  const over = carriedOut.map(({ unit }) => remade.get(unit) ?? (results.get(unit) as StepResult))
  const steps = await withAftermath(context, over)
  const failed = steps.some((step) => step.outcome === 'failed')
  const status = options.signal.aborted ? 'interrupted' : failed ? 'failed' : 'ok'
  const messages = options.messages?.(run.id, steps) ?? []
  await catalog.endRun(run.id, { status, endedAt: Date.now(), messages })
  await adoptSchemes(workspace, world, run.id)
  const compact = options.apart && { world, plain: options.apart.allPlain }
  tellOtherRows(context, await updateLock(workspace, compact))
  await workspace.store.endTmp(run.id)
  const durationMs = Math.round(performance.now() - began)
  emit({ type: 'run_finished', run: run.id, durationMs })
  return { run: run.id, steps, warnings: inOrder(context.warnings.values()), durationMs }
}

function inOrder(warnings: Iterable<CodeWarning>): readonly CodeWarning[] {
  const collator = new Intl.Collator('en', { numeric: true })
  return [...warnings].sort((a, b) => collator.compare(a.at, b.at) || collator.compare(a.message, b.message))
}

/** Runs all steps at once, unless keys are asked for: the steps that wait for keys are planned when these are known. */
async function inStages(context: RunContext, options: RunOptions, stop: AbortController) {
  const { world } = context
  const work = { results: new Map<Unit, StepResult>(), over: new Set<Unit>() }
  const carriedOut: PlanStep[] = []
  const { plan, apart } = options
  if (apart !== undefined) skipPlain(context, plan.steps, work.results)
  let { steps } = apart ?? plan
  let { atRest } = plan
  let checksOn = context.checksOn
  for (;;) {
    const { now, asks } = nextStage(steps, { world, ...work })
    carriedOut.push(...now)
    await carryOut({ ...context, checksOn }, { options, stop, atRest, ...work, steps: now })
    if (!asks) return { results: work.results, planned: apart === undefined ? carriedOut : plan.steps }
    await followKeys(context)
    checksOn = checksByTable(world.facts)
    const remaining = await options.replan(world)
    steps = remaining.steps.filter(({ unit }) => !work.results.has(unit))
    atRest = remaining.atRest
    const units = steps.map(({ unit }) => unit)
    for (const { unit, causes } of steps) {
      context.planned.add(unit)
      if (causes.some(({ kind }) => kind === 'forced')) context.forced.add(unit)
    }
    context.emit({ type: 'run_planned', units })
  }
}

interface Carrying extends StageWork {
  readonly options: RunOptions
}

/** Even if an error ends the whole run, everything that was opened is closed. */
async function carryOut(context: RunContext, carrying: Carrying): Promise<void> {
  const { workspace, guard, resources, workers } = context
  const { options, stop, results } = carrying
  const { concurrency, failFast } = options
  let alone = false
  const count = (running: number) => {
    alone = running === 1
  }
  // In a process that the run does not own, other code may be at work too.
  using _ = workspace.hooks.shared ? undefined : waitWhereAlone(() => alone)
  try {
    await Promise.race([
      schedule(tasksOf(context, { ...carrying, failFast }), concurrency, results, count),
      guard.broken,
      workers.broken,
    ])
  } catch (error) {
    stop.abort(cancelled('an error ended the run'))
    await resources.close(guard)
    throw strayError(error, workspace.project.root)
  }
}
