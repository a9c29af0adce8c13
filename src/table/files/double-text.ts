import { quoteText } from '../codec/types/data-type.ts'

/** The smallest double that still has 15 digits. */
const smallest = 2.2250738585072014e-308

const digitsOf = (text: string): string =>
  `trim(regexp_replace(regexp_replace(${text}, '[eE].*', ''), '[^0-9]', '', 'g'), '0')`

/**
 * The digits before an exponent as one whole number: where two texts have the same, their digits are the same. It takes
 * a fraction of the time of `digitsOf`, and is NULL where there are more than 64 bits hold.
 */
const wholeOf = (text: string): string => `TRY_CAST(replace(split_part(${text}, 'e', 1), '.', '') AS BIGINT)`

/**
 * Whether a double says the number that its text says. It tells all numbers of 15 digits apart; of more, the digits
 * have to be its own: the fewest that tell it from every other double, or 17. A text as DuckDB writes it has those, and
 * that costs a tenth to find out.
 */
export function isOwnText(text: string, value: string): string {
  return `CASE WHEN NOT isfinite(${value}) THEN false WHEN CAST(${value} AS VARCHAR) = ${text} THEN true ELSE ${hasOwnDigits(text, value)} END`
}

/** As `isOwnText`, of a finite double that DuckDB writes in another way. */
export function hasOwnDigits(text: string, value: string): string {
  const digits = digitsOf(text)
  const [fewest, all] = [`CAST(${value} AS VARCHAR)`, `format('{:.16e}', ${value})`]
  const isSmall = `abs(${value}) >= ${smallest}`
  const isSame = (own: string) => `NOT contains(${text}, 'E') AND ${wholeOf(text)} = ${wholeOf(own)}`
  return `CASE WHEN ${value} = 0 THEN ${digits} = '' WHEN strlen(${text}) <= 15 AND ${isSmall} THEN true WHEN ${isSame(fewest)} THEN true WHEN ${isSame(all)} THEN true WHEN strlen(${digits}) <= 15 AND ${isSmall} THEN true ELSE ${digits} IN (${digitsOf(fewest)}, ${digitsOf(all)}) END`
}

/** As `isOwnText`, of a number of JavaScript. */
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
 * How -0 stands in a JSON that is read: DuckDB takes it for the integer 0. As a fraction it makes doubles of the
 * integers beside it; nobody writes this one.
 */
export const minusZero = '-0e+00000000'

/**
 * The text of a JSON in which every fraction that no double says is a string with `before` in front, as only a string
 * keeps its digits, and -0 a fraction.
 */
export function withExactNumbers(json: string, before: string): string {
  const tokens = quoteText(String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[^"\d-]+|.`)
  const isFraction = String.raw`regexp_full_match(t, '-?\d+(\.\d+)?([eE][-+]?\d+)?') AND regexp_matches(t, '[.eE]')`
  const isChanged = `CASE WHEN ${isFraction} THEN NOT coalesce(${isOwnText('t', 'TRY_CAST(t AS DOUBLE)')}, false) ELSE false END`
  return `array_to_string(list_transform(regexp_extract_all(${json}::VARCHAR, ${tokens}, 0, 's'), lambda t: CASE WHEN t = '-0' THEN '${minusZero}' WHEN ${isChanged} THEN '"${before}' || t || '"' ELSE t END), '')`
}

/** Whether a JSON can have such a number. */
export const mayHaveInexactNumber = (json: string): string =>
  String.raw`regexp_matches(${json}::VARCHAR, '\d[\d.]{15}|\d[eE][-+]?\d{3}|-0(?:[\s,}\]]|$)')`
