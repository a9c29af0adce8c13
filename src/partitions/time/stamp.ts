import type { Zone } from './zone.ts'

/** The smallest unit that a text names. */
export type Precision = 'month' | 'day' | 'hour' | 'minute'
const lengths: Readonly<Record<Precision, number>> = { month: 7, day: 10, hour: 13, minute: 16 }
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/**
 * `2026-01`, `2026-01-05`, `2026-01-05T13` or `2026-01-05T13:30`. Stamps are mostly written in order, so the month of
 * the last one is kept: a new Date for each would take longer than everything else about a window.
 */
export function stampOf(wall: number, precision: Precision): string {
  if (wall < month.start || wall >= month.end) month = monthAt(wall)
  if (precision === 'month') return month.text
  const since = wall - month.start
  const date = `${month.text}-${two(Math.floor(since / day) + 1)}`
  if (precision === 'day') return date
  const full = `${date}T${two(Math.floor((since % day) / hour))}`
  return precision === 'hour' ? full : `${full}:${two(Math.floor((since % hour) / minute))}`
}

interface Month {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  readonly text: string
}
let month: Month = { start: 0, end: 0, text: '' }

function monthAt(wall: number): Month {
  const date = new Date(wall)
  const text = date.toISOString()
  const start = date.setUTCDate(1) - mod(wall, day)
  return {
    start,
    end: date.setUTCMonth(date.getUTCMonth() + 1) - mod(wall, day),
    text: text.slice(0, text.lastIndexOf('-')),
  }
}

const mod = (a: number, b: number): number => ((a % b) + b) % b

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const two = (n: number): string => twoDigits[n] as string

/** `+02:00`: ends the stamp of a wall time that the clock shows twice. */
export function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

export interface Stamp {
  readonly wall: number
  readonly precision: Precision
  /** In ms, where the text has one. */
  readonly offset: number | undefined
}

const pattern = /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?([+-]\d\d:\d\d)?)?)?$/

/** @returns undefined where it is no time of the calendar, such as `2026-1-5` and `2026-02-30`. */
export function parseStamp(text: string): Stamp | undefined {
  const [whole, year, month, day, hour, minute, offset] = pattern.exec(text) ?? []
  if (whole === undefined) return undefined
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0))
  const precision = minute !== undefined ? 'minute' : hour !== undefined ? 'hour' : day !== undefined ? 'day' : 'month'
  // An impossible day of the month has become a day of the next month.
  if (stampOf(wall, precision) !== whole.slice(0, lengths[precision])) return undefined
  return { wall, precision, offset: offset === undefined ? undefined : offsetIn(offset) }
}

function offsetIn(text: string): number {
  const amount = (Number(text.slice(1, 3)) * 60 + Number(text.slice(4))) * 60_000
  return text.startsWith('-') ? -amount : amount
}

/** The instant that a text means: the first where the clock shows it twice and the text has no offset. */
export function instantOf({ wall, offset }: Stamp, zone: Zone): number | undefined {
  if (offset === undefined) return zone.firstAt(wall)
  return zone.instantsOf(wall).find((instant) => wall - instant === offset)
}

/** The key of a window that starts at an instant. */
export function keyAt(
  instant: number,
  wall: number,
  { precision, zone }: { precision: Precision; zone: Zone },
): string {
  const stamp = stampOf(wall, precision)
  return zone.instantsOf(wall).length > 1 ? `${stamp}${offsetText(wall - instant)}` : stamp
}
