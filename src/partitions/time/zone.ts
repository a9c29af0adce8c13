/**
 * The clock of one time zone. A *wall* is the time that the clock shows, as the ms since 1970 at which a clock in UTC
 * shows the same; an *instant* is ms since 1970.
 */
export interface Zone {
  readonly name: string
  wallAt(instant: number): number
  /** The instants at which the clock shows a wall time, oldest first: none in a skipped hour, two in a repeated one. */
  instantsOf(wall: number): readonly number[]
  /** Whether the clock does not change between a day before `from` and a day after `to`. */
  isSteady(from: number, to: number): boolean
  /** The first instant at which the clock shows the wall time or, if the clock jumps over it, a later one. */
  firstAt(wall: number): number
}

const day = 86_400_000
const span = 7 * day
const zones = new Map<string, Zone>()

/** @returns undefined for an unknown zone. */
export function zoneOf(name: string): Zone | undefined {
  const existing = zones.get(name)
  if (existing !== undefined) return existing
  const format = formatOf(name)
  if (format === undefined) return undefined
  const zone = clock(name, format.resolvedOptions().timeZone === 'UTC' ? noOffsets : offsets(format))
  zones.set(name, zone)
  return zone
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
}

interface Offsets {
  /** How far the clock is ahead of UTC, in ms. */
  at(instant: number): number
  /** The first instant of a new offset between the two, if there is one. */
  change(after: number, until: number): number | undefined
}

const noOffsets: Offsets = { at: () => 0, change: () => undefined }

function clock(name: string, { at, change }: Offsets): Zone {
  const instantsOf = (wall: number) => {
    // No zone is further than a day from UTC, and no clock changes by more than a day.
    const [before, after] = [at(wall - day), at(wall + day)]
    if (before === after) return at(wall - before) === before ? [wall - before] : []
    return [before, after]
      .map((offset) => wall - offset)
      .filter((instant) => instant + at(instant) === wall)
      .sort((a, b) => a - b)
  }
  return {
    name,
    wallAt: (instant) => instant + at(instant),
    instantsOf,
    isSteady: (from, to) => change(from - day, to + day) === undefined,
    firstAt: (wall) => instantsOf(wall)[0] ?? change(wall - day, wall + day) ?? wall - at(wall),
  }
}

/**
 * Offsets by instant. One question takes 2 µs, so a week without a change costs only two questions. No clock has ever
 * changed twice within one week.
 */
function offsets(format: Intl.DateTimeFormat): Offsets {
  const ask = (instant: number) => offsetIn(format.format(instant))
  const weeks = new Map<number, { readonly from: number; readonly to: number; readonly change: number }>()
  const weekOf = (instant: number) => {
    const start = Math.floor(instant / span) * span
    const existing = weeks.get(start)
    if (existing !== undefined) return existing
    const from = weeks.get(start - span)?.to ?? ask(start)
    const to = ask(start + span)
    const week = { from, to, change: from === to ? start + span : bisect(ask, start, start + span) }
    weeks.set(start, week)
    return week
  }
  return {
    at: (instant) => {
      const { from, to, change } = weekOf(instant)
      return instant < change ? from : to
    },
    change: (after, until) => {
      for (let start = after; start <= until + span; start += span) {
        const { from, to, change } = weekOf(start)
        if (from !== to && change > after && change <= until) return change
      }
      return undefined
    },
  }
}

/** Offsets change at full seconds. */
function bisect(ask: (instant: number) => number, low: number, high: number): number {
  const before = ask(low)
  let [last, first] = [low / 1_000, high / 1_000]
  while (first - last > 1) {
    const middle = Math.floor((first + last) / 2)
    if (ask(middle * 1_000) === before) last = middle
    else first = middle
  }
  return first * 1_000
}

/** Reads `1/1/1970, GMT+01:00`. `GMT` alone is UTC; old local times have offsets with seconds. */
function offsetIn(text: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (sign === undefined) return 0
  const amount = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -amount : amount
}
