const secondsOfDay = 86_400n
/** The calendar repeats after 400 years (ISO 8601). */
const secondsOf400Years = 146_097n * secondsOfDay
const infinity = 2n ** 63n - 1n

/** The ISO 8601 text of a moment that no Date holds: finer than a millisecond, too far away, or DuckDB's infinity. */
export function momentText(units: bigint, perSecond: bigint): string {
  if (units === infinity || units === -infinity) return units > 0n ? 'infinity' : '-infinity'
  const [seconds, rest] = divided(units, perSecond)
  const { day, time } = dayAndTime(seconds)
  const digits = String(rest).padStart(String(perSecond).length - 1, '0')
  return `${day}T${time}.${digits.slice(0, 3)}${digits.slice(3).replace(/0+$/, '')}Z`
}

const infiniteDay = 2 ** 31 - 1

/** The text of a day. */
export function dayText(days: number): string {
  if (Math.abs(days) === infiniteDay) return days > 0 ? 'infinity' : '-infinity'
  return dayAndTime(BigInt(days) * secondsOfDay).day
}

function dayAndTime(seconds: bigint): { readonly day: string; readonly time: string } {
  const [cycles, within] = divided(seconds, secondsOf400Years)
  const [date = '', time = ''] = new Date(Number(within) * 1000).toISOString().split('T')
  const year = Number(date.slice(0, 4)) + Number(cycles) * 400
  return {
    day: `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}${date.slice(4)}`,
    time: time.slice(0, 8),
  }
}

/** The quotient rounded down, and the remainder, which is never negative. */
function divided(value: bigint, by: bigint): readonly [bigint, bigint] {
  const rest = ((value % by) + by) % by
  return [(value - rest) / by, rest]
}

export function decimalText(unscaled: number | bigint, scale: number): string {
  const text = String(unscaled)
  const digits = text.replace('-', '').padStart(scale + 1, '0')
  const point = digits.length - scale
  const fraction = scale === 0 ? '' : `.${digits.slice(point)}`
  return `${text.startsWith('-') ? '-' : ''}${digits.slice(0, point)}${fraction}`
}
