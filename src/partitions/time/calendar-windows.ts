import { type CalendarUnit, type Weekday, weekdays } from '../../define/partitions/partition.ts'
import { unreachable } from '../../util/unreachable.ts'
import { mostPartitions, type Window, type Windows } from '../partition-set.ts'
import { offsetText, type Precision, stampOf } from './stamp.ts'
import type { Zone } from './zone.ts'

const hour = 3_600_000
const day = 24 * hour

interface Calendar {
  readonly precision: Precision
  /** The start of the calendar unit that contains a wall time. */
  floor(wall: number): number
  /** The wall time at which the next window starts. */
  next(wall: number): number
}

/** Windows between the changes of a calendar. */
export function calendarWindows(
  unit: CalendarUnit,
  { zone, startsOn = 'monday' }: { readonly zone: Zone; readonly startsOn?: Weekday | undefined },
): (window: Window) => Windows {
  const calendar = calendarOf(unit, startsOn)
  return ({ start, end }) => {
    const all: Columns = { keys: [], starts: [] }
    // Begins a day earlier, since the clock may show a wall time twice.
    let wall = calendar.floor(zone.wallAt(start - day))
    for (; ; wall = calendar.next(wall)) {
      const instants = unit === 'hour' ? startsOfHour(wall, zone) : [zone.firstAt(wall)]
      for (const instant of instants) {
        const offset = instants.length > 1 ? offsetText(wall - instant) : ''
        insert(all, stampOf(wall, calendar.precision) + offset, instant)
      }
      // More windows are not needed: these already show that there are too many.
      if ((instants[0] as number) >= end + day || all.keys.length > mostPartitions + 50) break
    }
    return cut(all, { start, end })
  }
}

/** Inserts behind all windows that do not start later: almost always at the end. */
function insert({ keys, starts }: Columns, key: string, start: number): void {
  let place = starts.length
  while (place > 0 && (starts[place - 1] as number) > start) place -= 1
  if (place === starts.length) {
    keys.push(key)
    starts.push(start)
  } else {
    keys.splice(place, 0, key)
    starts.splice(place, 0, start)
  }
}

interface Columns {
  readonly keys: string[]
  readonly starts: number[]
}

/**
 * The starts of an hour: two if the clock shows the hour twice. An hour that the clock skips in part starts where the
 * skip ends.
 */
function startsOfHour(wall: number, zone: Zone): readonly number[] {
  const instants = zone.instantsOf(wall)
  return instants.length > 0 ? instants : [zone.firstAt(wall)]
}

/** The windows that overlap. If two start at once, the clock jumped over the first, which does not exist. */
function cut(all: Windows, { start, end }: Window): Windows {
  const keys: string[] = []
  const starts: number[] = []
  for (let place = 0; place < all.starts.length; place += 1) {
    const own = all.starts[place] as number
    const next = all.starts[place + 1]
    if (next !== undefined && (next === own || next <= start)) continue
    starts.push(own)
    if (own >= end || next === undefined) break
    keys.push(all.keys[place] as string)
  }
  return { keys, starts }
}

function calendarOf(unit: CalendarUnit, startsOn: Weekday): Calendar {
  switch (unit) {
    case 'hour':
      return { precision: 'hour', floor: (wall) => wall - mod(wall, hour), next: (wall) => wall + hour }
    case 'day':
      return { precision: 'day', floor: (wall) => wall - mod(wall, day), next: (wall) => wall + day }
    case 'week': {
      // 1970 began on a Thursday.
      const shift = (weekdays.indexOf(startsOn) - 4) * day
      return { precision: 'day', floor: (wall) => wall - mod(wall - shift, 7 * day), next: (wall) => wall + 7 * day }
    }
    case 'month':
      return { precision: 'month', floor: (wall) => monthOf(wall, 0), next: (wall) => monthOf(wall, 1) }
    default:
      return unreachable(unit)
  }
}

const mod = (a: number, b: number): number => ((a % b) + b) % b

function monthOf(wall: number, later: number): number {
  const date = new Date(wall)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later)
}
