import type { TimeDefinition } from '../../define/partitions/partition.ts'
import { AssetError } from '../../errors.ts'
import { parseDuration } from '../../util/duration.ts'
import { type Absence, mostPartitions, placesOf, type TimeSet, type Window, type Windows } from '../partition-set.ts'
import { calendarWindows } from './calendar-windows.ts'
import { cronLine, cronWindows } from './cron.ts'
import { instantOf, parseStamp, type Stamp } from './stamp.ts'
import { type Zone, zoneOf } from './zone.ts'

/**
 * The windows that have ended at `now`, in ms, and are still kept. The definition has to be right.
 *
 * @throws AssetError `PARTITIONS_INVALID`, where there are more than a million.
 */
export async function timeSet(definition: TimeDefinition, now: number): Promise<TimeSet> {
  const { keep, until } = definition.options
  const rule = await timeRule(definition)
  const { windowsOf, from, before } = rule
  const dropped = keep === undefined ? Number.NEGATIVE_INFINITY : now - (parseDuration(keep) as number)
  const end = Math.min(before, now)
  const begin = Math.max(from, dropped)
  const all = end > begin ? windowsOf({ start: begin, end }) : { keys: [], starts: [begin] }
  if (all.keys.length > mostPartitions) throw tooMany(definition.options)
  const first = all.starts.findIndex((start, place) => start >= from && (all.starts[place + 1] ?? start) > dropped)
  // The last start is the end of the last window, and may lie in the future.
  const ended = all.starts.findLastIndex((start) => start <= end)
  const windows = slice(all, first === -1 ? all.keys.length : first, Math.max(0, ended))
  const places = placesOf(windows.keys)
  const indexOf = (key: string) => places().get(key) ?? -1
  const windowOf = (key: string) => windowAt(windows, indexOf(key))
  const absence = (window: Window): Absence => {
    if (window.start < from) return 'before'
    if (until !== undefined && window.end > before) return 'after'
    return window.end > now ? 'later' : 'dropped'
  }
  return {
    definition,
    keys: windows.keys,
    windows,
    has: (key) => places().has(key),
    indexOf,
    windowOf,
    contextOf: (key) => timePartition(key, windowOf(key)),
    overlapping: (window) => knownWindows(windows, window) ?? windowsOf(window),
    endingWith: (window, n) => knownBefore(windows, window, n) ?? endingWith(windowsOf, window, n),
    absence,
    absenceOf(key) {
      const window = windowIn(rule, key)
      return window && absence(window)
    },
  }
}

function tooMany({ from, keep }: TimeDefinition['options']): AssetError {
  const most = mostPartitions.toLocaleString('en')
  const fix = keep === undefined ? 'let `from` be later, or keep the newest alone' : 'let `keep` be shorter'
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `the windows from ${from} on are more than ${most}`,
    fix: `${fix}, such as \`keep: '90d'\`: there can be ${most} partitions`,
  })
}

/** A window of a definition by its key, whether it exists or not. */
export async function windowOfKey(definition: TimeDefinition, key: string): Promise<Window | undefined> {
  return windowIn(await timeRule(definition), key)
}

function windowIn({ windowsOf, zone }: TimeRule, key: string): Window | undefined {
  const stamp = parseStamp(key)
  const start = stamp && instantOf(stamp, zone)
  if (start === undefined) return undefined
  const windows = windowsOf({ start, end: start + 1 })
  return windows.keys[0] === key ? windowAt(windows, 0) : undefined
}

/** Whether the definition has the window at any time, past or to come. */
export async function isWithin(definition: TimeDefinition, { start, end }: Window): Promise<boolean> {
  const { from, before } = await timeRule(definition)
  return start >= from && end <= before
}

/** Whether there is a window between `from` and `until`: if so, the first after `from` is one. */
export async function hasWindow(definition: TimeDefinition): Promise<boolean> {
  const { from, before, windowsOf } = await timeRule(definition)
  const start = windowsOf({ start: from, end: from + 1 }).starts.find((at) => at >= from)
  const first = start === undefined ? undefined : windowAt(windowsOf({ start, end: start + 1 }), 0)
  return first !== undefined && first.end <= before
}

/** The `partition` of a window, for the user's function. */
export function timePartition(key: string, window: Window | undefined) {
  return window && { key, start: new Date(window.start), end: new Date(window.end) }
}

interface TimeRule {
  readonly zone: Zone
  readonly from: number
  /** Exclusive. */
  readonly before: number
  readonly windowsOf: (window: Window) => Windows
}

async function timeRule({ every, options }: TimeDefinition): Promise<TimeRule> {
  const { from, until, timeZone = 'UTC', startsOn } = options
  const zone = zoneOf(timeZone) as Zone
  const at = (text: string) => instantOf(parseStamp(text) as Stamp, zone) as number
  return {
    zone,
    from: at(from),
    before: until === undefined ? Number.POSITIVE_INFINITY : at(until),
    windowsOf:
      typeof every === 'string'
        ? calendarWindows(every, { zone, startsOn })
        : cronWindows(await cronLine(every.cron, zone), zone),
  }
}

function slice({ keys, starts }: Windows, from: number, to: number): Windows {
  const end = Math.max(from, to)
  return { keys: keys.slice(from, end), starts: starts.slice(from, end + 1) }
}

export function windowAt({ starts }: Windows, place: number): Window | undefined {
  const [start, end] = [starts[place], starts[place + 1]]
  return place < 0 || start === undefined || end === undefined ? undefined : { start, end }
}

/** The overlapping windows out of computed ones, if the computed ones include all of them. */
function knownWindows(windows: Windows, { start, end }: Window): Windows | undefined {
  const { keys, starts } = windows
  if (keys.length === 0 || start < (starts[0] as number) || end > (starts[keys.length] as number)) return undefined
  const from = firstAbove(starts, start) - 1
  return slice(windows, from, firstAbove(starts, end - 1))
}

function knownBefore(windows: Windows, { start }: Window, n: number): Windows | undefined {
  const last = firstAbove(windows.starts, start) - 1
  if (windows.starts[last] !== start || last >= windows.keys.length || last < n - 1) return undefined
  return slice(windows, last - n + 1, last + 1)
}

/** The place of the first number above the limit. */
function firstAbove(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) > limit) high = middle
    else low = middle + 1
  }
  return low
}

/** Windows differ in length, so it looks back by an estimate, and then further until there are enough. */
function endingWith(windowsOf: (window: Window) => Windows, window: Window, n: number): Windows {
  let reach = (window.end - window.start) * n
  for (;;) {
    const windows = windowsOf({ start: window.start - reach, end: window.end })
    if (windows.keys.length >= n) return slice(windows, windows.keys.length - n, windows.keys.length)
    reach *= 2
  }
}

/**
 * The next moment after `now` at which a definition has, or may have, another window: one ends, or the oldest is
 * dropped. `Infinity` where there is no such moment.
 */
export async function nextTimeChange(definition: TimeDefinition, now: number): Promise<number> {
  const { windowsOf, from, before } = await timeRule(definition)
  const { windows } = await timeSet(definition, now)
  const keep = definition.options.keep === undefined ? undefined : (parseDuration(definition.options.keep) as number)
  const at = Math.max(from, now)
  const end = windowsOf({ start: at, end: at + 1 }).starts.find((start) => start > at) ?? Number.POSITIVE_INFINITY
  const oldest = windowAt(windows, 0)
  const dropped = keep === undefined || oldest === undefined ? Number.POSITIVE_INFINITY : oldest.end + keep
  return Math.min(end > before ? Number.POSITIVE_INFINITY : end, dropped)
}
