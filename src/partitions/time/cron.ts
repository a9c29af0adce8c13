import type { Cron } from 'croner'
import { mostPartitions, type Window, type Windows } from '../partition-set.ts'
import { keyAt } from './stamp.ts'
import type { Zone } from './zone.ts'

export interface CronLine {
  /** The first time after an instant; undefined where there is none. */
  next(after: number): number | undefined
  /** The last time at or before an instant. */
  last(atOrBefore: number): number | undefined
}

/**
 * A line of five fields, or `@daily` and its like. Where the clock changes, the rules of Vixie's cron hold: a fixed
 * time that the clock jumps over fires after the jump, and one that comes twice fires once; lines that repeat by the
 * hour or the minute go on.
 *
 * @throws Error that says what is wrong with the line.
 */
export async function cronLine(line: string, zone: Zone): Promise<CronLine> {
  const { Cron } = await import('croner')
  const options = { mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true } as const
  const cron: Cron = new Cron(line, { ...options, timezone: zone.name })
  // A zone whose clock does not change in this time has one offset, for which croner takes a fifth of the time.
  const ofWalls: Cron = new Cron(line, { ...options, utcOffset: 0 })
  return {
    next: (after) => {
      const wall = zone.wallAt(after)
      const next = ofWalls.nextRun(new Date(wall))?.getTime()
      const steady = next === undefined ? undefined : next - (wall - after)
      if (steady !== undefined && zone.isSteady(after, steady)) return steady
      return cron.nextRun(new Date(after))?.getTime()
    },
    // croner looks for a time strictly before an instant, and counts in full seconds.
    last: (atOrBefore) => cron.previousRuns(1, new Date(Math.floor(atOrBefore / 1_000) * 1_000 + 1_000))[0]?.getTime(),
  }
}

/** Windows from one time of a line to the next: all of them, or the first ones if there are more than allowed. */
export function cronWindows({ next, last }: CronLine, zone: Zone): (window: Window) => Windows {
  return ({ start, end }) => {
    const keys: string[] = []
    const starts: number[] = []
    let at = last(start) ?? next(start)
    for (; at !== undefined; at = next(at)) {
      starts.push(at)
      if (at >= end || keys.length > mostPartitions) break
      keys.push(keyAt(at, zone.wallAt(at), { precision: 'minute', zone }))
    }
    // A line that ends has no window after its last time.
    return { keys: keys.slice(0, Math.max(0, starts.length - 1)), starts }
  }
}
