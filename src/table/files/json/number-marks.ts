import { quoteText } from '../../codec/types/data-type.ts'
import { minusZero } from '../double-text.ts'

/**
 * DuckDB gives the text of a JSON number as it would write it: `1.10` as `1.1`, `1e5` as `100000.0`, `1e-7` as `1e-07`.
 * Where a number becomes text, what its file says is kept as a string with this in front: white space, which a cast to
 * a number passes over, in an order that nobody writes.
 */
const mark = `chr(11) || chr(12) || chr(11)`
/** The same inside of a JSON. */
export const written = String.raw`\u000b\f\u000b`
const anyCase = String.raw`\\u000[bB]\\f\\u000[bB]`

/** Whether a JSON says the mark itself. */
export const hasMark = (json: string): string => `regexp_matches(${json}, ${quoteText(anyCase)})`

/** A JSON in which the numbers whose text would be another are marked. */
export function withMarks(json: string): string {
  const number = String.raw`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`
  const tokens = quoteText(String.raw`"(?:[^"\\]|\\.)*"|${number}|[^"\d-]+|.`)
  // One is how it writes a number in a JSON that becomes text, the other how a number itself does.
  const own = `json_extract_string(t, '$') <> t OR json_transform(t::JSON, '"VARCHAR"') <> t`
  const isOther = `CASE WHEN regexp_full_match(t, ${quoteText(number)}) THEN ${own} ELSE false END`
  return `array_to_string(list_transform(regexp_extract_all(${json}, ${tokens}, 0, 's'), lambda t: CASE WHEN ${isOther} THEN '"${written}' || replace(t, '${minusZero}', '-0') || '"' ELSE t END), '')`
}

/** A text with its numbers as they are written: it is one, or a JSON that has them. */
export const asWritten = (text: string): string =>
  `replace(regexp_replace(${text}, ${quoteText(`"${anyCase}([^"]*)"`)}, '\\1', 'g'), ${mark}, '')`
