import { createHash } from 'node:crypto'
import type { Column } from '../../define/table.ts'
import { rowsScheme, rowsScheme1 } from '../../store/row-schemes.ts'
import { type Field, quoteId, required, typeName } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { type Connection, duck, type Result } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { runText } from '../engine/run-prepared.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import { rowHashes } from './canonical-hash.ts'
import { rowHashes1, type1 } from './rows-1.ts'
import { tooDeep } from './too-deep.ts'
import { withoutQuadraticPlanning } from './wide.ts'

export interface RowVersion {
  /** 64 hex digits. */
  readonly version: string
  readonly rows: number
}

export interface VersionedTable {
  readonly file: ParquetFiles
  readonly fields: readonly Field[]
  readonly ordered?: boolean
  /** Whether there may be very many rows: see `runText`. Not together with `before`. */
  readonly isLong?: boolean
  /** Statements that run just before, each with its `;`, and write the file. */
  readonly before?: string
  /** A SELECT of the same rows, where reading it costs less than reading the file. */
  readonly select?: string | undefined
  /** The number of the table's rows before these. Default: 0. */
  readonly placed?: number
  /** Default: today's. */
  readonly scheme?: string
}

/**
 * V: sha256 over the ordered schema, the number of rows and the rows as a bag (with their order under `ordered`). A row
 * is hashed twice, over its columns forwards and backwards, to 128 bits; the bag is two sums and an exclusive-or of
 * hashes of both, so that no change of one row is undone by a change of another, and duplicates count. Neither the
 * bytes of the file nor its row groups are in it.
 */
export async function rowVersion(connection: Connection, table: VersionedTable): Promise<RowVersion> {
  return versionOfBag(await rowBag(connection, table), table)
}

/** The combined hashes of some rows of a table; those of all its rows add up to the hash of the table. */
export interface RowBag {
  readonly rows: number
  /** The number of rows, two sums and an exclusive-or, as DuckDB's texts; a sum of no rows is empty. */
  readonly parts: readonly string[]
}

export function rowBag(connection: Connection, table: VersionedTable): Promise<RowBag> {
  const { fields, before = '', isLong = false } = table
  const query = isLong ? runText : duck.query
  return withoutQuadraticPlanning(connection, fields, async () =>
    bagIn(await query(connection, before + bagQuery(table))),
  ).catch((error) => {
    throw tooDeep(error, fields)
  })
}

export function addBags(one: RowBag, other: RowBag): RowBag {
  if (one.rows === 0 || other.rows === 0) return one.rows === 0 ? other : one
  const parts = one.parts.map((part, index) => {
    const [a, b] = [BigInt(part), BigInt(other.parts[index]!)]
    return String(index === 3 ? a ^ b : a + b)
  })
  return { rows: one.rows + other.rows, parts }
}

/** As `rowVersion`, for rows whose two hashes (see `rowHashes`) a query returns as `a` and `b`. */
export async function versionOfHashes(
  connection: Connection,
  { hashes, fields }: { readonly hashes: string; readonly fields: readonly Field[] },
): Promise<RowVersion> {
  const bag = await withoutQuadraticPlanning(connection, fields, async () =>
    bagIn(await duck.query(connection, bagOfHashes(hashes))),
  )
  return versionOfBag(bag, { fields })
}

export function versionOfBag(
  bag: RowBag,
  { fields, ordered = false, scheme = rowsScheme }: Pick<VersionedTable, 'fields' | 'ordered' | 'scheme'>,
): RowVersion {
  const hash = createHash('sha256')
  const tagged = [scheme, ordered ? 'ordered' : 'bag', String(fields.length)]
  for (const { name, type } of fields)
    tagged.push(name, typeName(scheme === rowsScheme1 ? type1(type) : required(type)))
  for (const part of [...tagged, ...bag.parts]) hash.update(`${Buffer.byteLength(part)}:${part}\n`)
  return { version: hash.digest('hex'), rows: bag.rows }
}

export interface ColumnsTable extends Omit<VersionedTable, 'fields' | 'before'> {
  readonly columns: readonly Column[]
}

/** The version of a whole stored table under any known scheme. */
export function tableVersion(engine: Engine, { columns, ...table }: ColumnsTable): Promise<RowVersion> {
  return withConnection(engine, (connection) => rowVersion(connection, { ...table, fields: parseColumns(columns) }))
}

/**
 * The version of some of a table's columns, whatever their order and whatever other columns there are; where the order
 * of rows counts, it is included. A column that does not exist counts as missing, which gives a version as well: a
 * reader of it is not up to date.
 */
export async function columnsVersion(
  engine: Engine,
  { columns, ...table }: ColumnsTable,
  names: readonly string[],
): Promise<string> {
  const fields = parseColumns(columns)
  const wanted = [...new Set(names)].sort()
  const fieldsOrNames = wanted.map((name) => fields.find((field) => field.name === name) ?? name)
  const chosenFields = fieldsOrNames.filter((field) => typeof field !== 'string')
  const missing = fieldsOrNames.filter((field) => typeof field === 'string')
  const { version } = await withConnection(engine, (connection) =>
    rowVersion(connection, { ...table, fields: chosenFields }),
  )
  if (missing.length === 0) return version
  return createHash('sha256')
    .update(JSON.stringify([version, missing]))
    .digest('hex')
}

function bagQuery(table: VersionedTable): string {
  const { fields, ordered = false, scheme = rowsScheme } = table
  if (fields.length === 0) return `SELECT count(*)::VARCHAR, '', '', '' FROM ${readParquet(table.file)}`
  const column = quoteId(placeColumn)
  const place = ordered ? [column] : []
  const { a, b } = scheme === rowsScheme1 ? rowHashes1(fields, place) : rowHashes(fields, place)
  return bagOfHashes(`SELECT ${a} AS a, ${b} AS b FROM ${sourceOf(table, column)}`)
}

function sourceOf({ file, fields, select, placed = 0, ordered }: VersionedTable, place: string): string {
  if (select !== undefined)
    return ordered ? `(SELECT *, row_number() OVER () + ${placed - 1} AS ${place} FROM (${select}))` : `(${select})`
  if (!ordered) return readParquet(file)
  return `(${selectPlaced({ file, fileColumns: fields.map(({ name }) => name) }, place)})`
}

const bagOfHashes = (hashes: string): string =>
  `SELECT count(*)::VARCHAR, sum(hash(a, b, 1))::VARCHAR, sum(hash(b, a, 2))::VARCHAR, bit_xor(hash(a, 3, b))::VARCHAR
FROM (${hashes})`

async function bagIn(result: Result): Promise<RowBag> {
  const chunk = await duck.fetch_chunk(result)
  if (chunk === null) throw new Error('an aggregate without a row')
  const parts = [0, 1, 2, 3].map((column) => textAt(chunk, column))
  return { rows: Number(parts[0]), parts }
}

function textAt(chunk: Parameters<typeof duck.data_chunk_get_vector>[0], column: number): string {
  const vector = duck.data_chunk_get_vector(chunk, column)
  const data = duck.vector_get_data(vector, 16)
  const validity = duck.vector_get_validity(vector, 8)
  if (validity !== null && !duck.validity_row_is_valid(validity, 0)) return ''
  const length = new DataView(data.buffer, data.byteOffset, 16).getUint32(0, true)
  if (length <= 12) return Buffer.from(data.subarray(4, 4 + length)).toString()
  return Buffer.from(duck.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + 8, length)).toString()
}
