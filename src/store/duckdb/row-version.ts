import { createHash } from 'node:crypto'
import type { Column } from '../../define/table.ts'
import { type Connection, duck } from './bindings.ts'
import { type Field, typeName } from './codec/data-type.ts'
import { parseColumns } from './codec/parse-type.ts'
import { hashInputs } from './hash-expression.ts'
import { type Engine, withConnection } from './open.ts'
import { readParquet } from './parquet.ts'

/**
 * How rows become a version. The last part is what DuckDB's `hash` says of a fixed row (see `measureScheme`): a release that hashes
 * otherwise has to be another scheme, whose versions are made by hashing the stored files again. A test notices.
 */
export const rowsScheme = 'rows/1 duckdb-hash f3a6'

export interface RowVersion {
  /** 64 hex digits. */
  readonly version: string
  readonly rows: number
}

export interface VersionedTable {
  readonly file: string
  readonly fields: readonly Field[]
  readonly ordered?: boolean
  /** Statements that are run just before, each with its `;`: those that write the file. */
  readonly before?: string
}

/**
 * V: sha256 over the ordered schema, the number of rows and the rows as a bag (with their order under `ordered`). A row is hashed twice,
 * over its columns forwards and backwards, to 128 bits; the bag is two sums and an exclusive-or of hashes of both, so that no
 * change of one row is undone by a change of another, and duplicates count. Neither the bytes of the file nor its row groups are in it.
 */
export async function rowVersion(connection: Connection, table: VersionedTable): Promise<RowVersion> {
  const { file, fields, ordered = false, before = '' } = table
  return versionOf(await bagOf(connection, bagQuery(file, fields, ordered), before), { fields, ordered })
}

/** As `rowVersion`, of rows whose two hashes a query gives as `a` and `b`: they are those of `rowHashes`. */
export async function versionOfHashes(
  connection: Connection,
  { hashes, fields }: { readonly hashes: string; readonly fields: readonly Field[] },
): Promise<RowVersion> {
  return versionOf(await bagOf(connection, bagOfHashes(hashes)), { fields, ordered: false })
}

/** The two hashes of a row of these columns, as expressions. */
export function rowHashes(fields: readonly Field[]): { readonly a: string; readonly b: string } {
  const { forward, backward } = hashInputs(fields)
  return { a: `hash(${forward}, 1)`, b: `hash(${backward}, 2)` }
}

function versionOf(
  bag: { readonly rows: number; readonly parts: readonly string[] },
  { fields, ordered }: { readonly fields: readonly Field[]; readonly ordered: boolean },
): RowVersion {
  const hash = createHash('sha256')
  const tagged = [rowsScheme, ordered ? 'ordered' : 'bag', String(fields.length)]
  for (const field of fields) tagged.push(field.name, typeName(field.type))
  for (const part of [...tagged, ...bag.parts]) hash.update(`${Buffer.byteLength(part)}:${part}\n`)
  return { version: hash.digest('hex'), rows: bag.rows }
}

/**
 * The version of some of a table's columns, whatever their order and whatever else the table has. A column that the table
 * has not counts as missing, which is a version too: a reader of it is not up to date.
 */
export async function columnsVersion(
  engine: Engine,
  table: { readonly file: string; readonly columns: readonly Column[] },
  names: readonly string[],
): Promise<string> {
  const fields = parseColumns(table.columns)
  const wanted = [...new Set(names)].sort()
  const found = wanted.map((name) => fields.find((field) => field.name === name) ?? name)
  const known = found.filter((field) => typeof field !== 'string')
  const missing = found.filter((field) => typeof field === 'string')
  const { version } = await withConnection(engine, (connection) =>
    rowVersion(connection, { file: table.file, fields: known }),
  )
  if (missing.length === 0) return version
  return createHash('sha256')
    .update(JSON.stringify([version, missing]))
    .digest('hex')
}

function bagQuery(file: string, fields: readonly Field[], ordered: boolean): string {
  const { forward, backward } = hashInputs(fields)
  const place = ordered ? ', file_row_number' : ''
  const source = ordered ? `read_parquet('${file.replaceAll("'", "''")}', file_row_number = true)` : readParquet(file)
  if (fields.length === 0) return `SELECT count(*)::VARCHAR, '', '', '' FROM ${source}`
  return bagOfHashes(`SELECT hash(${forward}, 1${place}) AS a, hash(${backward}, 2${place}) AS b FROM ${source}`)
}

const bagOfHashes = (hashes: string): string =>
  `SELECT count(*)::VARCHAR, sum(hash(a, b, 1))::VARCHAR, sum(hash(b, a, 2))::VARCHAR, bit_xor(hash(a, 3, b))::VARCHAR
FROM (${hashes})`

async function bagOf(
  connection: Connection,
  query: string,
  before = '',
): Promise<{ rows: number; parts: readonly string[] }> {
  const result = await duck.query(connection, before + query)
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

/** `rowsScheme`, as the DuckDB that is loaded would have it. */
export async function measureScheme(connection: Connection): Promise<string> {
  const values =
    "1::BIGINT, 1.5::DOUBLE, 2.5::FLOAT, true, 'short', 'longer than twelve bytes', 'b'::BLOB, [1.5, 2.5]::FLOAT[], NULL::VARCHAR"
  const moments = "TIMESTAMP '2020-01-01', DATE '2020-01-01', TIME '10:00:00', 1.25::DECIMAL(18, 3)"
  const row = `${values}, ${moments}, '00000000-0000-0000-0000-000000000001'::UUID`
  const bag = await bagOf(
    connection,
    `SELECT '3', any_value(hash(${row}))::VARCHAR, bit_xor(hash(x))::VARCHAR, sum(hash(x, 1))::VARCHAR FROM range(3) t(x)`,
  )
  return `rows/1 duckdb-hash ${createHash('sha256').update(bag.parts.join()).digest('hex').slice(0, 4)}`
}
