import type { MaterializeRequest } from '../../app/run-assets.ts'
import type { StepResult } from '../../events.ts'
import type { CommandContext } from '../command.ts'
import { renderFailures, renderSummary, renderWarnings } from '../render/run/run.ts'
import type { Signals } from '../signals.ts'
import type { Reporter } from './reporting.ts'

/** What a person sees of the runs of a command: how each goes on, and what has come of it. */
export interface RunDisplay {
  /** Called when the plan is made; the run sends its events to the result. */
  readonly start: MaterializeRequest['start']
  /** The run is over, whatever happened. */
  close(): void
  /** Every failure and warning in full, and one line for all steps. */
  summarize(steps: readonly StepResult[], durationMs: number): void
}

export function runDisplay(context: CommandContext, { signal, caught }: Signals): RunDisplay {
  const { output } = context
  let reporter: Reporter | undefined
  const close = () => {
    reporter?.close()
    reporter = undefined
  }
  signal.addEventListener('abort', () => reporter?.emit({ type: 'run_interrupted', signal: caught() ?? 'SIGINT' }))
  return {
    async start(plan, concurrency) {
      close()
      const { reporterFor } = await import('./reporter-for.ts')
      const created = reporterFor({ context, plan, concurrency })
      reporter = created
      return created.emit
    },
    close,
    summarize(steps, durationMs) {
      close()
      output.complain(renderFailures(steps, output.noteStyle))
      output.note(renderWarnings(steps, output.noteStyle))
      output.note(renderSummary({ steps, durationMs }, output.noteStyle))
    },
  }
}
