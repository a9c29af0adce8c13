import type { Schedule } from '../../define/by-itself/schedule.ts'
import { cronLine } from '../../partitions/time/cron.ts'
import { type Zone, zoneOf } from '../../partitions/time/zone.ts'
import type { Tick } from '../../store/tick.ts'
import { parseDuration } from '../../util/duration.ts'

/** The times of a schedule, in ms since 1970. */
export interface Times {
  last(atOrBefore: number): number | undefined
  next(after: number): number | undefined
}

/** The times of a schedule that has no mistakes. */
export async function timesOf({ cron, every, timeZone = 'UTC' }: Schedule): Promise<Times> {
  if (cron !== undefined) return cronLine(cron, zoneOf(timeZone) as Zone)
  const interval = parseDuration(every) as number
  const last = (at: number) => Math.floor(at / interval) * interval
  return { last, next: (after) => last(after) + interval }
}

/** A run this long after its time is not a missed one: a scheduler may look only every few minutes. */
const graceMs = 10 * 60_000

/** `let`: the time is only noted, so that later ones are known to be missed. */
export interface PendingTick {
  readonly at: number
  readonly action: 'run' | 'let'
}

export interface PendingQuestion {
  readonly schedule: Schedule
  readonly times: Times
  /** The known ticks, the newest first. */
  readonly ticks: readonly Tick[]
  readonly now: number
}

/**
 * The last time that has come, where it is still to be run. It makes up for earlier times that were not run. A run is
 * known by its time, so a clock that is set back or forward runs none twice and leaves none out.
 */
export function pendingTick({ schedule, times, ticks, now }: PendingQuestion): PendingTick | undefined {
  const at = times.last(now)
  if (at === undefined) return undefined
  const match = ticks.find((tick) => tick.at === at)
  if (match !== undefined) return isOpen(match, schedule, now) ? { at, action: 'run' } : undefined
  if (now - at <= graceMs) return { at, action: 'run' }
  // A new schedule has missed no time.
  if (ticks.length === 0) return { at, action: 'let' }
  // Only an edit of its times lets one come before what was run already: it was no time of the schedule then.
  if (ticks.some((tick) => tick.at > at && tick.at <= now)) return undefined
  return schedule.catchUp === 'none' ? undefined : { at, action: 'run' }
}

/** Whether the only known time of a schedule is the one that was noted when it was new. */
export function isBeforeFirst(ticks: readonly Tick[]): boolean {
  const [only, ...more] = ticks
  return only?.outcome === 'skipped' && more.length === 0 && only.startedAt - only.at > graceMs
}

/** The tick was stopped before its end, or it failed and its time for another attempt has come. */
function isOpen({ outcome, attempt, endedAt }: Tick, schedule: Schedule, now: number): boolean {
  if (outcome === 'interrupted') return true
  const { times, afterMs } = retriesOf(schedule)
  return outcome === 'failed' && attempt < times && (endedAt ?? 0) + afterMs <= now
}

export function retriesOf({ retryFailed }: Schedule): { readonly times: number; readonly afterMs: number } {
  return { times: retryFailed?.times ?? 0, afterMs: parseDuration(retryFailed?.after) ?? 0 }
}

/** When to look at this schedule again. */
export function nextLook({ schedule, times, ticks, now }: PendingQuestion): number {
  const next = times.next(now) ?? Number.POSITIVE_INFINITY
  const at = times.last(now)
  const last = ticks.find((tick) => tick.at === at)
  const { times: retries, afterMs } = retriesOf(schedule)
  const retry = last?.outcome === 'failed' && last.attempt < retries ? (last.endedAt ?? 0) + afterMs : next
  return Math.min(next, Math.max(retry, now))
}
