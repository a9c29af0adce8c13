import { availableParallelism } from 'node:os'
import { type ExitCode, exitCodes } from '../../errors.ts'
import type { StepResult } from '../../events.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { durationOf } from '../duration-of.ts'
import { freshRun } from '../fresh-run.ts'
import { createReporter } from '../progress/reporter.ts'
import type { Reporter } from '../progress/reporting.ts'
import { renderFailures, renderSummary, renderWarnings, runDocument } from '../render/run.ts'
import { narrowTo, type SelectionFlags, selectNames } from '../selection.ts'
import { openSession } from '../session.ts'
import { exitOf, listenToSignals, type Signals } from '../signals.ts'
import { isLive } from '../terminal.ts'
import { width } from '../text/width.ts'
import { tellUnseen, unseenAmong, unseenField } from '../unseen.ts'

export interface MaterializeFlags extends SelectionFlags {
  readonly concurrency?: number
  readonly only?: boolean
  readonly force?: boolean
  readonly failFast?: boolean
  /** Confirms that vector indexes lose more rows than their `maxRemoved` allows. */
  readonly allowRemoved?: boolean
  /** Asks effects whether their targets still are what their receipts say. */
  readonly verify?: boolean
  /** `false` under `--no-wait`, a duration under `--wait`. */
  readonly wait?: boolean | string
}

export async function materialize(context: CommandContext, flags: MaterializeFlags): Promise<Answer> {
  const waitMs = waitOf(flags.wait)
  const startedAt = performance.now()
  // Under --verbose every fresh asset is a line of its own, which only a run tells.
  const fresh = flags.force || flags.verify || context.output.verbose ? undefined : await freshRun(context, flags)
  if (fresh === undefined) return run(context, flags, { waitMs, startedAt })
  tell(context, fresh.steps, performance.now() - startedAt)
  tellUnseen(context, fresh.unseen)
  return { document: () => ({ ...runDocument(fresh), ...unseenField(fresh.unseen) }), text: () => '' }
}

interface Timing {
  readonly waitMs: number
  readonly startedAt: number
}

async function run(context: CommandContext, flags: MaterializeFlags, { waitMs, startedAt }: Timing): Promise<Answer> {
  using signals = listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })
  await using session = await openSession(context, 'write')
  narrowTo(session, flags)
  const targets = await selectNames(session, flags)
  const { only = false, force = false, failFast = false, allowRemoved = false } = flags
  if (flags.verify) await session.verify({ targets, only, force }, signals.signal)
  const plan = await session.plan({ targets, only, force })
  const concurrency = flags.concurrency ?? session.workspace.project.options.concurrency ?? availableParallelism()
  const reporter = reporterFor({ context, plan, concurrency })
  const { signal } = signals
  signal.addEventListener('abort', () => {
    reporter.emit({ type: 'run_interrupted', signal: signals.caught() ?? 'SIGINT' })
  })
  const request = {
    command: context.typed,
    plan,
    forced: force ? targets : [],
    concurrency,
    failFast,
    allowRemoved,
    waitMs,
    signal,
  }
  const report = await closing(reporter, () => session.run({ ...request, emit: reporter.emit }))
  tell(context, report.steps, performance.now() - startedAt)
  const unseen = unseenAmong(
    plan.steps.map(({ asset }) => asset),
    await session.unseen(),
  )
  // What was told in full a moment ago is not told again.
  if (report.warnings.length === 0) tellUnseen(context, unseen)
  if (!signal.aborted) await session.remember()
  const document = () => ({ ...runDocument(report), ...unseenField(unseen) })
  return { exitCode: exitCodeOf(report.steps, signals), document, text: () => '' }
}

/** Ms; for ever where nothing was said. */
function waitOf(wait: boolean | string | undefined): number {
  if (wait === false) return 0
  return typeof wait === 'string' ? durationOf('--wait', wait) : Number.POSITIVE_INFINITY
}

interface Scene {
  readonly context: CommandContext
  readonly plan: Plan
  readonly concurrency: number
}

function reporterFor({ context, plan, concurrency }: Scene): Reporter {
  const { output, io } = context
  const silent = output.json || output.quiet
  const working = plan.steps.filter(({ action }) => action !== 'skip')
  return createReporter(silent ? 'silent' : isLive(io.stderr, io.env) ? 'live' : 'plain', {
    screen: io.stderr,
    clock: () => performance.now(),
    shown: output.shown,
    lines: {
      style: output.noteStyle,
      nameWidth: Math.min(40, Math.max(0, ...working.map(({ asset }) => width(asset)))),
      verbose: output.verbose,
    },
    estimates: new Map(
      working.flatMap(({ asset, estimateMs }) => (estimateMs === undefined ? [] : [[asset, estimateMs]])),
    ),
    concurrency,
  })
}

async function closing<T>(reporter: Reporter, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    reporter.close()
  }
}

function tell({ output }: CommandContext, steps: readonly StepResult[], durationMs: number): void {
  output.complain(renderFailures(steps, output.noteStyle))
  output.note(renderWarnings(steps, output.noteStyle))
  output.note(renderSummary({ steps, durationMs }, output.noteStyle))
}

function exitCodeOf(steps: readonly StepResult[], signals: Signals): ExitCode {
  const signal = signals.caught()
  if (signal !== undefined) return exitOf(signal)
  const failed = steps.filter(({ outcome }) => outcome === 'failed')
  if (failed.length > 0 && failed.every(({ error }) => error?.code === 'STORE_BUSY')) return exitCodes.busy
  return steps.every(({ outcome }) => outcome !== 'failed' && outcome !== 'blocked') ? exitCodes.ok : exitCodes.bad
}
