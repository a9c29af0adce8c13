import type { Column } from '../../define/table.ts'
import { mapScheme1 } from '../../store/row-schemes.ts'
import { readRows } from '../codec/decode/read-table.ts'
import { type Field, quoteId, scalar } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import type { Engine } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import type { Statement } from '../sql/statement.ts'
import { rowHashes } from '../version/canonical-hash.ts'
import { rowHashes1 } from '../version/rows-1.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import type { RowMark } from './compare-rows.ts'

export interface StoredRows {
  readonly file: ParquetFiles
  readonly schema: readonly Column[]
}
export interface FoundRow {
  /** Counted from 0. */
  readonly place: number
  readonly row: Readonly<Record<string, unknown>>
}

/**
 * The row that a map names, if the table has it: the row at its place, else one with the same content. Without hashes,
 * the row at the place is taken unchecked.
 *
 * @param columns The columns of a row's content, in order.
 */
export async function rowAt(
  engine: Engine,
  { file, schema }: StoredRows,
  { mark, columns }: { readonly mark: RowMark; readonly columns: readonly string[] },
): Promise<FoundRow | undefined> {
  const placed = placedOf({ file, schema })
  const at = `${quoteId(placeColumn)} = ${mark.place}`
  const fields = parseColumns(schema)
  if (mark.a === undefined || mark.b === undefined) return firstOf(engine, fields, `${placed} WHERE ${at}`)
  const keyFields = columns.flatMap((name) => fields.find((field) => field.name === name) ?? [])
  if (keyFields.length < columns.length) return undefined
  const same = sameContent(keyFields, mark)
  return (
    (await firstOf(engine, fields, `${placed} WHERE ${at} AND ${same}`)) ??
    (await firstOf(engine, fields, `${placed} WHERE ${same}`))
  )
}

function sameContent(fields: readonly Field[], { a, b, scheme }: RowMark): string {
  const hashes = scheme === mapScheme1 ? rowHashes1(fields) : rowHashes(fields)
  return `${hashes.a} = ${a}::UBIGINT AND ${hashes.b} = ${b}::UBIGINT`
}

/** The first rows with this value in a column, whatever its type, and their number. */
export async function rowsWith(
  engine: Engine,
  { file, schema }: StoredRows,
  { column, value, limit }: { readonly column: string; readonly value: string; readonly limit: number },
): Promise<{ readonly rows: readonly FoundRow[]; readonly count: number }> {
  const type = schema.find(({ name }) => name === column)?.type.replace('?', '') ?? 'VARCHAR'
  const name = quoteId(column)
  const isValue = /^[A-Z]+$/.test(type)
    ? `(${name}::VARCHAR = $1 OR ${name} = TRY_CAST($1 AS ${type}))`
    : `${name}::VARCHAR = $1`
  const statement = (text: string) => ({ text, parameters: [value] })
  const [counted] = await all(engine, statement(`SELECT count(*) AS n FROM ${readParquet(file)} WHERE ${isValue}`))
  const rows = await all(
    engine,
    statement(`${placedOf({ file, schema })} WHERE ${isValue} ORDER BY ${quoteId(placeColumn)} LIMIT ${limit}`),
    placedFields(parseColumns(schema)),
  )
  return { rows: rows.map(foundRow), count: Number(counted?.n ?? 0) }
}

/** The input row from which a row of an output was made, by the map. */
export async function originOf(engine: Engine, map: string, row: number): Promise<RowMark | undefined> {
  const text = `SELECT place, a::VARCHAR AS a, b::VARCHAR AS b FROM ${readParquet(map)} WHERE row = ${row} LIMIT 1`
  const [link] = await all(engine, { text, parameters: [] })
  return link === undefined ? undefined : { place: Number(link.place), a: String(link.a), b: String(link.b) }
}

const placedOf = ({ file, schema }: StoredRows): string =>
  `SELECT * FROM (${selectPlaced({ file, fileColumns: schema.map(({ name }) => name) }, quoteId(placeColumn))})`

const placedFields = (fields: readonly Field[]): readonly Field[] => [
  ...fields,
  { name: placeColumn, type: scalar('INT64') },
]

async function firstOf(engine: Engine, fields: readonly Field[], text: string): Promise<FoundRow | undefined> {
  const [row] = await all(engine, { text: `${text} LIMIT 1`, parameters: [] }, placedFields(fields))
  return row === undefined ? undefined : foundRow(row)
}

function foundRow({ [placeColumn]: place, ...row }: Record<string, unknown>): FoundRow {
  return { place: Number(place), row }
}

async function all(
  engine: Engine,
  statement: Statement,
  fields?: readonly Field[],
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for await (const chunk of readRows(engine, statement, { fields, isTold: true }))
    rows.push(...(chunk as Record<string, unknown>[]))
  return rows
}
