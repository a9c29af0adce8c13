/** The kind of a cell's value; `moment` is a day with a time. */
export type CellKind = 'number' | 'day' | 'moment' | 'time' | 'boolean' | 'text'

export interface CellValue {
  readonly kind: CellKind
  readonly text: string
}

/** The form in which a number is displayed. */
export type NumberForm = 'number' | 'day' | 'moment' | 'time' | 'elapsed'

/** https://ecma-international.org/publications-and-standards/standards/ecma-376, 18.8.30, with the Asian formats. */
export function formOfId(id: number): NumberForm {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36) return 'day'
  if ((id >= 50 && id <= 54) || id === 57 || id === 58) return 'day'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47 || id === 55 || id === 56)
    return 'time'
  if (id === 22) return 'moment'
  return id === 46 ? 'elapsed' : 'number'
}

/** The form of a format's first part, which is for positive numbers, without its literal text. */
export function formOfCode(code: string): NumberForm {
  const bare = code.replace(/"[^"]*"|[\\_*]./g, '')
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return 'elapsed'
  const [first = ''] = bare.replace(/\[[^\]]*\]/g, '').split(';')
  const letters = first.replace(/am\/pm|a\/p|general/gi, (one) => (/^a/i.test(one) ? 'h' : '')).toLowerCase()
  const hasTime = /[hs]/.test(letters)
  const hasDay = /[yd]/.test(letters) || (/m/.test(letters) && !hasTime)
  if (hasDay) return hasTime ? 'moment' : 'day'
  return hasTime ? 'time' : 'number'
}

const dayUs = 86_400_000_000
const dayMs = 86_400_000
/** The last day that a sheet can hold, 9999-12-31. */
const lastDay = 2_958_465

/**
 * A number in its displayed form. If it has no such form, such as a date before day 0, it stays a number.
 *
 * @param is1904 Whether days are counted from the year 1904, as in programs for the first Macintosh.
 */
export function shownNumber(text: string, form: NumberForm, is1904: boolean): CellValue {
  const value = Number(text)
  if (form === 'number' || !(value >= 0 && value < lastDay + 1)) return { kind: 'number', text: ownText(text, value) }
  if (form === 'elapsed') return { kind: 'text', text: elapsed(value) }
  let day = Math.floor(value)
  let us = microseconds(value - day)
  if (us === dayUs) [day, us] = [day + 1, 0]
  if (day === 0 && !is1904 && form === 'day') return { kind: 'number', text: ownText(text, value) }
  if (day === 0 && !is1904) return { kind: 'time', text: clock(us) }
  if (form === 'time' && day === 0) return { kind: 'time', text: clock(us) }
  if (form === 'day' && us === 0) return { kind: 'day', text: dayText(day, is1904) }
  return { kind: 'moment', text: `${dayText(day, is1904)} ${clock(us)}` }
}

/**
 * A number of a sheet is a double, which programs write with 15, 16 or 17 digits; a long integer stays as it was
 * written.
 */
function ownText(text: string, value: number): string {
  if (!/[.eE]/.test(text) || !Number.isFinite(value)) return text
  return Number.isSafeInteger(value) || !Number.isInteger(value) ? String(value) : value.toExponential()
}

/** A sheet displays milliseconds, and a day is written with at least 15 digits, which are five microseconds. */
function microseconds(part: number): number {
  const us = Math.round(part * dayUs)
  const whole = Math.round(us / 1000) * 1000
  return Math.abs(us - whole) <= 5 ? whole : us
}

/**
 * Spreadsheets take 1900 for a leap year: day 60 is its 29 February, so earlier days have a number that is one less.
 */
function dayText(day: number, is1904: boolean): string {
  if (is1904) return isoDay(Date.UTC(1904, 0, 1) + day * dayMs)
  if (day === 60) return '1900-02-29'
  return isoDay(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * dayMs)
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function clock(us: number): string {
  const [seconds, rest] = [Math.floor(us / 1_000_000), us % 1_000_000]
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => Math.floor(part))
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${fraction(rest)}`
}

function elapsed(days: number): string {
  const us = Math.floor(days) * dayUs + microseconds(days - Math.floor(days))
  const hours = Math.floor(us / 3_600_000_000)
  return `${hours}${clock(us - hours * 3_600_000_000).slice(2)}`
}

const fraction = (us: number): string => (us === 0 ? '' : `.${String(us).padStart(6, '0').replace(/0+$/, '')}`)

/** The value of a cell of the type `d`: a day or a moment in ISO 8601. */
export function isoCell(text: string): CellValue {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T([\d:.]+)Z?)?$/.exec(text) ?? []
  if (day === undefined) return { kind: /^\d\d:\d\d:\d\d/.test(text) ? 'time' : 'text', text }
  return time === undefined ? { kind: 'day', text: day } : { kind: 'moment', text: `${day} ${time}` }
}
