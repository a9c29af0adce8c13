import { quoteText } from '../../codec/types/data-type.ts'
import { minusZero } from '../double-text.ts'

/**
 * DuckDB returns the text of a JSON number in its own form: `1.10` as `1.1`, `1e5` as `100000.0`, `1e-7` as `1e-07`.
 * Where a number becomes text, its form in the file is kept as a string with this mark in front: white space, which a
 * cast to a number ignores, in an order that nobody writes.
 */
const mark = `chr(11) || chr(12) || chr(11)`
/** The mark as it is written in JSON. */
export const written = String.raw`\u000b\f\u000b`
const anyCase = String.raw`\\u000[bB]\\f\\u000[bB]`

/** Whether a JSON text itself contains the mark. */
export const hasMark = (json: string): string => `regexp_matches(${json}, ${quoteText(anyCase)})`

/** A JSON text in which the numbers that DuckDB would write in another form are marked. */
export function withMarks(json: string): string {
  const number = String.raw`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`
  const tokens = quoteText(String.raw`"(?:[^"\\]|\\.)*"|${number}|[^"\d-]+|.`)
  // The first is DuckDB's text of a number inside JSON, the second that of a number alone.
  const own = `json_extract_string(t, '$') <> t OR json_transform(t::JSON, '"VARCHAR"') <> t`
  const isOther = `CASE WHEN regexp_full_match(t, ${quoteText(number)}) THEN ${own} ELSE false END`
  return `array_to_string(list_transform(regexp_extract_all(${json}, ${tokens}, 0, 's'), lambda t: CASE WHEN ${isOther} THEN '"${written}' || replace(t, '${minusZero}', '-0') || '"' ELSE t END), '')`
}

/** Restores the written form of marked numbers in a text, which is one number or a JSON text with numbers. */
export const asWritten = (text: string): string =>
  `replace(regexp_replace(${text}, ${quoteText(`"${anyCase}([^"]*)"`)}, '\\1', 'g'), ${mark}, '')`
