import type { MaterializeRequest } from '../../app/run-assets.ts'
import type { Answer, CommandContext } from '../command.ts'
import { waitMsOf } from '../duration-of.ts'
import { exitOfRun } from '../exit-of-run.ts'
import { tellNotDone } from '../not-done.ts'
import { runDisplay } from '../progress/run-display.ts'
import { listenToProcess } from '../signals.ts'
import { tellUnseen } from '../unseen.ts'

type Decided = 'waitMs' | 'signal' | 'command' | 'everyStep' | 'start'
export interface MaterializeFlags extends Omit<MaterializeRequest, Decided> {
  /** `false` under `--no-wait`, a duration under `--wait`. */
  readonly wait?: boolean | string
}

export async function materialize(context: CommandContext, flags: MaterializeFlags): Promise<Answer> {
  const { calls, output, typed: command } = context
  const waitMs = waitMsOf(flags.wait)
  // In seconds; unlike `performance` it loads nothing.
  const startedAt = process.uptime()
  using signals = listenToProcess()
  const { start, close, summarize } = runDisplay(context, signals)
  // Under --verbose every fresh asset is a line of its own.
  const request = { ...flags, waitMs, signal: signals.signal, command, everyStep: output.verbose, start }
  const { report, document } = await calls.materialize(request).finally(close)
  summarize(report.steps, (process.uptime() - startedAt) * 1000)
  // Warnings that were just printed in full are not summed up again.
  if (report.warnings.length === 0) tellUnseen(context, report.unseen)
  tellNotDone(context, report)
  return { exitCode: exitOfRun(report.steps, signals), document, text: () => '' }
}
