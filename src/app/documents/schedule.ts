import type { StepError } from '../../events.ts'
import type { LateAsset } from '../alerts/message.ts'
import type { GcReport } from '../gc.ts'
import type { ScheduleView } from '../schedule/list.ts'
import type { Collected, TicksReport } from '../schedule/tick.ts'
import { errorFields, troubleOf } from '../trouble.ts'
import { type RunDocument, runDocument } from './run.ts'

/** The document of `schedule list`. Times are ISO 8601 in UTC. */
export interface ScheduleListDocument {
  readonly schedules: readonly ScheduleDocument[]
}
export interface ScheduleDocument {
  readonly name: string
  readonly cron?: string
  readonly timeZone?: string
  /** As it is written: ms, or `'5m'`. */
  readonly every?: string | number
  readonly select: readonly string[]
  readonly catchUp: string
  readonly overlap: string
  readonly next: string | null
  readonly last: { readonly at: string; readonly outcome: string; readonly run: string | null } | null
}

export function scheduleListDocument(views: readonly ScheduleView[]): ScheduleListDocument {
  return {
    schedules: views.map(({ name, schedule, next, last }) => {
      const { cron, timeZone = 'UTC', every, select = [], catchUp = 'latest', overlap = 'skip' } = schedule
      return {
        name,
        ...(cron === undefined ? {} : { cron, timeZone }),
        ...(every === undefined ? {} : { every }),
        select: [select].flat(),
        catchUp,
        overlap,
        next: next === undefined ? null : iso(next),
        last: last === undefined ? null : { at: iso(last.at), outcome: last.outcome, run: last.run },
      }
    }),
  }
}

const iso = (instant: number): string => new Date(instant).toISOString()

/** The document of `schedule tick`: of each time that was run, the document of its run or the error that kept
 * it from one; neither where nothing was selected. */
export interface TicksDocument {
  readonly ticks: readonly TickDocument[]
  /** The assets that alerts were told are late. */
  readonly late: readonly LateAsset[]
}
export type TickDocument = {
  readonly schedule: string
  readonly at: string
  readonly outcome: string
  /** What was freed after the run, where the schedule collects garbage. */
  readonly gc?: Pick<GcReport, 'keptBytes' | 'freedBytes'> | { readonly error: StepError }
} & Partial<RunDocument>

export function ticksDocument({ ticks, late }: TicksReport): TicksDocument {
  return {
    late,
    ticks: ticks.map(({ schedule, at, outcome, report, collected, error }) => ({
      ...{ schedule, at: iso(at), outcome },
      ...(error === undefined ? {} : errorFields(troubleOf(error).errors)),
      ...(report === undefined ? {} : runDocument(report)),
      ...(collected === undefined ? {} : { gc: collectedDocument(collected) }),
    })),
  }
}

function collectedDocument(collected: Collected): NonNullable<TickDocument['gc']> {
  if ('error' in collected) return { error: troubleOf(collected.error).errors[0]! }
  const { keptBytes, freedBytes } = collected.report
  return { keptBytes, freedBytes }
}
