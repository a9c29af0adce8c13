import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import { type Connection, duck } from '../../engine/bindings.ts'
import { mayHaveInexactNumber, withExactNumbers } from '../double-text.ts'
import { rowsOf } from '../rows-of.ts'
import { dictionaryValue, isList, isObject, pathName, type Structure } from './json-structure.ts'
import { asWritten, hasMark, withMarks, written } from './number-marks.ts'

export interface StagedNumbers {
  /** Whether marks can be used, because no record contains the mark itself. */
  readonly canMark: boolean
  /** Whether some fractions are marked strings, because no double represents them. */
  readonly hasFractions: boolean
  /**
   * Whether some record may have 16 digits in a row, which may be too long for DuckDB's integers, so that long numbers
   * are searched for as well.
   */
  readonly mayBeLong: boolean
}

/** Replaces the numbers that DuckDB would change while reading by marked strings. */
export async function keepExactNumbers(connection: Connection, table: string): Promise<StagedNumbers> {
  const isAny = (condition: string) => `coalesce(bool_or(${condition}), false)`
  const [mayBe, marked] = [mayHaveInexactNumber('json'), hasMark('json::VARCHAR')]
  const query = `SELECT ${isAny(mayBe)} AS inexact, ${isAny(marked)} AS marked FROM ${table}`
  const [before] = await rowsOf(connection, query)
  const canMark = before?.marked !== true
  if (before?.inexact !== true) return { canMark, hasFractions: false, mayBeLong: false }
  const exact = withExactNumbers('json', canMark ? written : '')
  await duck.query(connection, `UPDATE ${table} SET json = ${exact} WHERE ${mayBe}`)
  const [after] = await rowsOf(connection, query)
  return { canMark, hasFractions: canMark && after?.marked === true, mayBeLong: true }
}

/** Marks the numbers that DuckDB would write in another form. */
export async function markNumbers(connection: Connection, table: string): Promise<void> {
  const mayDiffer = String.raw`regexp_matches(json::VARCHAR, '\d[.eE]\d|\d[eE][-+]|-0')`
  await duck.query(connection, `UPDATE ${table} SET json = ${withMarks('json::VARCHAR')} WHERE ${mayDiffer}`)
}

type LeafType = (path: string, leaf: string) => string

interface Place {
  readonly structure: Structure
  readonly path: string
  /** See `StagedNumbers`: a string may be such a number. */
  readonly hasFractions: boolean
}

/** The value at a path with its texts in their written form; `undefined` where none of them was a number. */
export function textsAsWritten(
  value: string,
  { structure, path, hasFractions }: Place,
  leafType: LeafType,
): string | undefined {
  const element = `element_${path.length}`
  const inside = (from: string, of: Structure, step: string) =>
    textsAsWritten(from, { structure: of, path: `${path}${step}`, hasFractions }, leafType)
  if (isList(structure)) {
    const each = inside(element, structure[0], '[*]')
    return each && `list_transform(${value}, lambda ${element}: ${each})`
  }
  if (!isObject(structure)) {
    const mayBeNumber = structure === 'VARCHAR' ? hasFractions : structure !== 'NULL'
    const isNumber = mayBeNumber && leafType(path, structure) === 'VARCHAR'
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
