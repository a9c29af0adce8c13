import { runDocument } from '../../app/documents/run.ts'
import { materializeOf } from '../../app/materialize.ts'
import type { MaterializeRequest } from '../../app/run-assets.ts'
import { type ExitCode, exitCodes } from '../../errors.ts'
import type { StepResult } from '../../events.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { durationOf } from '../duration-of.ts'
import { tellNotDone } from '../not-done.ts'
import type { Reporter } from '../progress/reporting.ts'
import { renderFailures, renderSummary, renderWarnings } from '../render/run/run.ts'
import { exitOf, listenToSignals, type Signals } from '../signals.ts'
import { tellUnseen } from '../unseen.ts'

type Decided = 'waitMs' | 'signal' | 'command' | 'everyStep' | 'start'
export interface MaterializeFlags extends Omit<MaterializeRequest, Decided> {
  /** `false` under `--no-wait`, a duration under `--wait`. */
  readonly wait?: boolean | string
}

export async function materialize(context: CommandContext, flags: MaterializeFlags): Promise<Answer> {
  const { project, output, typed: command } = context
  const waitMs = waitOf(flags.wait)
  // In seconds; unlike `performance` it loads nothing.
  const startedAt = process.uptime()
  using signals = listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })
  const { signal } = signals
  let reporter: Reporter | undefined
  const start = async (plan: Plan, concurrency: number) => {
    const { reporterFor } = await import('../progress/reporter-for.ts')
    const created = reporterFor({ context, plan, concurrency })
    signal.addEventListener('abort', () => {
      created.emit({ type: 'run_interrupted', signal: signals.caught() ?? 'SIGINT' })
    })
    reporter = created
    return created.emit
  }
  // Under --verbose every fresh asset is a line of its own.
  const request = { ...flags, waitMs, signal, command, everyStep: output.verbose, start }
  const report = await materializeOf(project, request).finally(() => reporter?.close())
  tell(context, report.steps, (process.uptime() - startedAt) * 1000)
  // Warnings that were just printed in full are not summed up again.
  if (report.warnings.length === 0) tellUnseen(context, report.unseen)
  tellNotDone(context, report)
  return { exitCode: exitCodeOf(report.steps, signals), document: () => runDocument(report), text: () => '' }
}

/** Ms; for ever where nothing was said. */
function waitOf(wait: boolean | string | undefined): number {
  if (wait === false) return 0
  return typeof wait === 'string' ? durationOf('--wait', wait) : Number.POSITIVE_INFINITY
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
