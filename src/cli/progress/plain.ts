import { thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import { plainLine } from './lines.ts'
import type { Reporter, ReporterOptions } from './reporting.ts'
import { rowProgress } from './row-progress.ts'
import { advance, createRunState, type RunState } from './state.ts'

const heartbeatMs = 30_000

/**
 * One line an event, and a sign of life every 30 s, so that a build server does not take a long asset for a hung one.
 */
export function plainReporter({ screen, clock, lines, shown }: ReporterOptions): Reporter {
  const state = createRunState()
  const timer = setInterval(() => {
    const line = heartbeat(state, clock())
    if (line !== undefined) screen.write(`${shown(line)}\n`)
  }, heartbeatMs).unref()
  return {
    emit(event) {
      advance(state, event, clock())
      const line = plainLine(event, lines)
      if (line !== undefined) screen.write(`${shown(line)}\n`)
    },
    close() {
      clearInterval(timer)
    },
  }
}

/** `still running: embedded_documents 1,216 rows, 42 s (3 of 14 done)` */
export function heartbeat(state: RunState, now: number): string | undefined {
  if (state.running.size === 0) return undefined
  const steps = [...state.running].map(
    ([asset, step]) => `${asset} ${[...rowProgress(step, now), duration(now - step.startedAt)].join(', ')}`,
  )
  return `still running: ${steps.join('; ')} (${thousands(state.finished)} of ${thousands(state.total)} done)`
}
