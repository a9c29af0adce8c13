import { quoteText } from '../codec/types/data-type.ts'

/** The smallest double that still has 15 digits. */
const smallest = 2.2250738585072014e-308

const digitsOf = (text: string): string =>
  `trim(regexp_replace(regexp_replace(${text}, '[eE].*', ''), '[^0-9]', '', 'g'), '0')`

/**
 * The digits before an exponent as one whole number: if two texts have the same number, they have the same digits. Much
 * faster than `digitsOf`; NULL where the digits do not fit 64 bits.
 */
const wholeOf = (text: string): string => `TRY_CAST(replace(split_part(${text}, 'e', 1), '.', '') AS BIGINT)`

/**
 * Whether a double has the value that its text states. Doubles tell all numbers of 15 digits apart. With more digits,
 * the text has to have the double's own digits: the fewest that tell it from every other double, or 17. A text in the
 * form that DuckDB writes has these, which is ten times as fast to find out.
 */
export function isOwnText(text: string, value: string): string {
  return `CASE WHEN NOT isfinite(${value}) THEN false WHEN CAST(${value} AS VARCHAR) = ${text} THEN true ELSE ${hasOwnDigits(text, value)} END`
}

/** As `isOwnText`, for a finite double whose text DuckDB would write in another form. */
export function hasOwnDigits(text: string, value: string): string {
  const digits = digitsOf(text)
  const [fewest, all] = [`CAST(${value} AS VARCHAR)`, `format('{:.16e}', ${value})`]
  const isSmall = `abs(${value}) >= ${smallest}`
  const isSame = (own: string) => `NOT contains(${text}, 'E') AND ${wholeOf(text)} = ${wholeOf(own)}`
  return `CASE WHEN ${value} = 0 THEN ${digits} = '' WHEN strlen(${text}) <= 15 AND ${isSmall} THEN true WHEN ${isSame(fewest)} THEN true WHEN ${isSame(all)} THEN true WHEN strlen(${digits}) <= 15 AND ${isSmall} THEN true ELSE ${digits} IN (${digitsOf(fewest)}, ${digitsOf(all)}) END`
}

/** As `isOwnText`, for a number in JavaScript. */
export function isOwnNumber(text: string, value: number): boolean {
  const digits = significant(text)
  if (!Number.isFinite(value)) return false
  if (value === 0) return digits === ''
  if (digits.length <= 15 && Math.abs(value) >= smallest) return true
  return digits === significant(String(value)) || digits === significant(value.toExponential(16))
}

const significant = (text: string): string =>
  text
    .replace(/e.*/i, '')
    .replaceAll(/\D/g, '')
    .replaceAll(/^0+|0+$/g, '')

/**
 * The form of -0 in JSON that DuckDB reads: DuckDB would take `-0` for the integer 0. As a plain fraction, it would
 * turn the integers beside it into doubles; no file contains this form.
 */
export const minusZero = '-0e+00000000'

/**
 * JSON text in which every fraction that no double represents becomes a string with `before` in front, since only a
 * string keeps its digits, and -0 becomes a fraction.
 */
export function withExactNumbers(json: string, before: string): string {
  const tokens = quoteText(String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[^"\d-]+|.`)
  const isFraction = String.raw`regexp_full_match(t, '-?\d+(\.\d+)?([eE][-+]?\d+)?') AND regexp_matches(t, '[.eE]')`
  const isChanged = `CASE WHEN ${isFraction} THEN NOT coalesce(${isOwnText('t', 'TRY_CAST(t AS DOUBLE)')}, false) ELSE false END`
  return `array_to_string(list_transform(regexp_extract_all(${json}::VARCHAR, ${tokens}, 0, 's'), lambda t: CASE WHEN t = '-0' THEN '${minusZero}' WHEN ${isChanged} THEN '"${before}' || t || '"' ELSE t END), '')`
}

/** Whether a JSON text may contain such a number. */
export const mayHaveInexactNumber = (json: string): string =>
  String.raw`regexp_matches(${json}::VARCHAR, '\d[\d.]{15}|\d[eE][-+]?\d{3}|-0(?:[\s,}\]]|$)')`
