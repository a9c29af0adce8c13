/**
 * Whether a text reads as a date to Python's dateutil, by what people write: ISO 8601, numbers between `/`, `-`, `.` or
 * spaces, names of months and weekdays, and a time of day beside or alone. Other texts that dateutil accepts (a lone
 * number, `Q3`, words between) are refused here, since they are mostly slips.
 */
export function isDate(text: string): boolean {
  const words = text.trim().toLowerCase()
  if (words === '') return false
  const rest = words
    .replace(timeOfDay, ' ')
    .replace(/\b(?:at|and|of|on|the)\b/g, ' ')
    .replace(weekday, ' ')
  const parts = rest
    .split(/[\s,/.-]+|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)/)
    .filter((part) => part !== '' && !suffix.test(part))
  if (parts.length === 0) return timeOfDay.test(words) || weekday.test(words)
  return isDay(parts)
}

const timeOfDay =
  /(?:(?<=\d)t|\s|^)\d{1,2}(?::[0-5]?\d){1,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?(?=\s|$)/
const weekday = /\b(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday)?\b/
const month = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]*)$/
const suffix = /^(?:st|nd|rd|th)$/

function isDay(parts: readonly string[]): boolean {
  const [only = ''] = parts
  if (parts.length === 1) {
    if (/^\d{8}$/.test(only)) return isDay([only.slice(0, 4), only.slice(4, 6), only.slice(6)])
    return month.test(only) || (/^\d{4}$/.test(only) && Number(only) > 0)
  }
  const named = parts.findIndex((part) => month.test(part))
  if (parts.length > 3 || parts.some((part, at) => at !== named && !/^\d{1,4}$/.test(part))) return false
  const numbers = parts.map((part, at) => (at === named ? months.indexOf(part.slice(0, 3)) + 1 : Number(part)))
  return isThere(parts.length === 3 ? ofThree(numbers, named, only.length > 2) : ofTwo(numbers, named))
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

interface Day {
  readonly year?: number | undefined
  readonly month?: number | undefined
  readonly day?: number | undefined
}

/**
 * Three parts as dateutil reads them: by the place of a month's name, and by numbers that can only be a year or only a
 * day; else the month comes before the day.
 */
function ofThree([first = 0, second = 0, third = 0]: readonly number[], named: number, isYearFirst: boolean): Day {
  if (named === 0 && second > 31) return { month: first, year: second, day: third }
  if (named === 1 && first <= 31) return { day: first, month: second, year: third }
  if (named === 2)
    return second > 31 ? { day: first, year: second, month: third } : { year: first, day: second, month: third }
  if (named !== 0 && (first > 31 || isYearFirst)) return { year: first, month: second, day: third }
  return named !== 0 && first > 12
    ? { day: first, month: second, year: third }
    : { month: first, day: second, year: third }
}

function ofTwo([first = 0, second = 0]: readonly number[], named: number): Day {
  if (named === 1) return first > 31 ? { year: first, month: second } : { day: first, month: second }
  if (named !== 0 && first > 31) return { year: first, month: second }
  return second > 31 ? { month: first, year: second } : { month: first, day: second }
}

/** Whether the calendar has the day. Without a year, 29 February counts, since some year has it. */
function isThere({ year = 2000, month: nth = 0, day = 1 }: Day): boolean {
  if (nth < 1 || nth > 12 || day < 1 || year > 9999) return false
  return day <= new Date(Date.UTC(year < 100 ? 2000 + year : year, nth, 0)).getUTCDate()
}
