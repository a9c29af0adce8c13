import { assetOf } from '../../unit.ts'
import { thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import { plainLine } from './lines.ts'
import { groupOf, groupProgress, type PartitionGroups } from './partition-groups.ts'
import type { Reporter, ReporterOptions } from './reporting.ts'
import { rowProgress } from './row-progress.ts'
import { advance, createRunState, type RunState, sinceBegan } from './state.ts'

const heartbeatMs = 30_000

/**
 * One line an event, and a sign of life every 30 s, so that a build server does not take a long asset for a hung one.
 */
export function plainReporter({ screen, clock, lines, shown }: ReporterOptions): Reporter {
  const state = createRunState()
  const timer = setInterval(() => {
    const line = heartbeat(state, clock(), lines.groups)
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

/** `still running: embedded_documents 1,216 rows, 42 s; clean 212 of 365, about 4 m left (213 of 366 done)` */
export function heartbeat(state: RunState, now: number, groups?: PartitionGroups): string | undefined {
  if (state.running.size === 0) return undefined
  const steps = new Map<string, readonly string[]>()
  for (const [unit, step] of state.running) {
    const group = groupOf(groups, unit)
    const asset = assetOf(unit)
    if (group === undefined) steps.set(unit, [...rowProgress(step, now), duration(now - step.startedAt)])
    else steps.set(asset, groupProgress(group, sinceBegan(state, asset, now)))
  }
  const texts = [...steps].map(([name, parts]) => `${name} ${parts.join(', ')}`)
  return `still running: ${texts.join('; ')} (${thousands(state.finished)} of ${thousands(state.total)} done)`
}
