import { quoteId, quoteText } from '../../codec/data-type.ts'
import { type Connection, duck } from '../../engine/bindings.ts'
import { rowsOf } from '../rows-of.ts'
import { dictionaryValue, isList, isObject, pathName, type Structure } from './json-structure.ts'

/**
 * DuckDB gives the text of a JSON number as it would write it: `1.10` as `1.1`, `1e5` as `100000.0`, `1e-7` as `1e-07`. Where a number
 * becomes text, what its file says is kept as a string with this in front: white space, which a cast to a number passes
 * over, in an order that nobody writes.
 */
const mark = `chr(11) || chr(12) || chr(11)`
/** The same inside of a JSON. */
const written = String.raw`\u000b\f\u000b`
const anyCase = String.raw`\\u000[bB]\\f\\u000[bB]`

/** Marks the numbers of the records whose text would be another. False where there is none. */
export async function markNumbers(connection: Connection, table: string): Promise<boolean> {
  const mayDiffer = String.raw`regexp_matches(json::VARCHAR, '\d[.eE]\d|\d[eE][-+]|-0')`
  const [row] = await rowsOf(
    connection,
    `SELECT coalesce(bool_or(${mayDiffer}), false) AS some, coalesce(bool_or(regexp_matches(json::VARCHAR, ${quoteText(anyCase)})), false) AS marked FROM ${table}`,
  )
  if (row?.some !== true || row.marked === true) return false
  await duck.query(connection, `UPDATE ${table} SET json = ${withMarks('json')} WHERE ${mayDiffer}`)
  return true
}

function withMarks(json: string): string {
  const number = String.raw`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`
  const tokens = quoteText(String.raw`"(?:[^"\\]|\\.)*"|${number}|[^"\d-]+|.`)
  // One is how it writes a number in a JSON that becomes text, the other how a number itself does.
  const own = `json_extract_string(t, '$') <> t OR json_transform(t::JSON, '"VARCHAR"') <> t`
  const isOther = `CASE WHEN regexp_full_match(t, ${quoteText(number)}) THEN ${own} ELSE false END`
  return `array_to_string(list_transform(regexp_extract_all(${json}::VARCHAR, ${tokens}, 0, 's'), lambda t: CASE WHEN ${isOther} THEN '"${written}' || t || '"' ELSE t END), '')`
}

/** A text with its numbers as they are written: it is one, or a JSON that has them. */
export const asWritten = (text: string): string =>
  `replace(regexp_replace(${text}, ${quoteText(`"${anyCase}([^"]*)"`)}, '\\1', 'g'), ${mark}, '')`

type LeafType = (path: string, leaf: string) => string

/** The value at a path with its texts as they are written; `undefined` where none of them was a number. */
export function textsAsWritten(
  value: string,
  { structure, path }: { readonly structure: Structure; readonly path: string },
  leafType: LeafType,
): string | undefined {
  const element = `element_${path.length}`
  const inside = (from: string, of: Structure, step: string) =>
    textsAsWritten(from, { structure: of, path: `${path}${step}` }, leafType)
  if (isList(structure)) {
    const each = inside(element, structure[0], '[*]')
    return each && `list_transform(${value}, lambda ${element}: ${each})`
  }
  if (!isObject(structure)) {
    const isNumber = structure !== 'VARCHAR' && structure !== 'NULL' && leafType(path, structure) === 'VARCHAR'
    return isNumber ? asWritten(value) : undefined
  }
  const of = path === '$' ? undefined : dictionaryValue(structure)
  if (of !== undefined) {
    const each = inside(`${element}.value`, of, '.*')
    const entry = `struct_pack(k := ${element}.key, v := ${each})`
    return each && `map_from_entries(list_transform(map_entries(${value}), lambda ${element}: ${entry}))`
  }
  const names = Object.keys(structure)
  const fields = names.map((name) => {
    const field = `struct_extract(${value}, ${quoteText(name)})`
    return { name, field, changed: inside(field, structure[name] as Structure, `.${pathName(name)}`) }
  })
  if (fields.every(({ changed }) => changed === undefined)) return undefined
  const packed = fields.map(({ name, field, changed }) => `${quoteId(name)} := ${changed ?? field}`)
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${packed.join(', ')}) END`
}
