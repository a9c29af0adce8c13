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
  if (parts.length === 1)
    return /^\d{8}$/.test(only)
      ? isNumbers([only.slice(0, 4), only.slice(4, 6), only.slice(6)])
      : month.test(only) || /^\d{4}$/.test(only)
  if (parts.length > 3) return false
  const named = parts.filter((part) => month.test(part))
  const numbers = parts.filter((part) => /^\d{1,4}$/.test(part))
  if (named.length > 1 || named.length + numbers.length !== parts.length) return false
  return named.length === 1 ? numbers.every((part) => Number(part) <= 31 || part.length === 4) : isNumbers(numbers)
}

/** Of two or three numbers one can be the month, one the day and one the year. */
function isNumbers(parts: readonly string[]): boolean {
  const numbers = parts.map(Number)
  if (numbers.filter((number) => number > 31).length > 1) return false
  return (
    numbers.some((number) => number >= 1 && number <= 12) && numbers.every((number) => number >= 0 && number <= 9999)
  )
}
