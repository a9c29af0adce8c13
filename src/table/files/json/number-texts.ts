import { quoteId, quoteText } from '../../codec/data-type.ts'
import { type Connection, duck } from '../../engine/bindings.ts'
import { rowsOf } from '../rows-of.ts'
import { dictionaryValue, isList, isObject, pathName, type Structure } from './json-structure.ts'
import { asWritten, hasMark, withMarks } from './number-marks.ts'

/** Marks the numbers of the records whose text would be another. False where there is none. */
export async function markNumbers(connection: Connection, table: string): Promise<boolean> {
  const mayDiffer = String.raw`regexp_matches(json::VARCHAR, '\d[.eE]\d|\d[eE][-+]|-0')`
  const [row] = await rowsOf(
    connection,
    `SELECT coalesce(bool_or(${mayDiffer}), false) AS some, coalesce(bool_or(${hasMark('json::VARCHAR')}), false) AS marked FROM ${table}`,
  )
  if (row?.some !== true || row.marked === true) return false
  await duck.query(connection, `UPDATE ${table} SET json = ${withMarks('json::VARCHAR')} WHERE ${mayDiffer}`)
  return true
}

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
