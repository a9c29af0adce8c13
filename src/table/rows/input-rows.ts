import { createHash } from 'node:crypto'
import { type Field, quoteId, required, typeName, unmarked } from '../codec/types/data-type.ts'
import type { Connection } from '../engine/bindings.ts'
import type { Engine } from '../engine/open.ts'
import { expectRows } from '../read/row-count.ts'
import { execute, type Statement } from '../sql/statement.ts'
import { rowHashes, valueHash, valueParts } from '../version/canonical-hash.ts'
import { rowHashes1 } from '../version/rows-1.ts'
import { withoutQuadraticPlanning } from '../version/wide.ts'
import { badKey, noKey, twice } from '../work/row-keys.ts'
import { placeColumn } from '../work/row-plan.ts'
import { numbersOf, valuesOf } from './ask.ts'

/**
 * The rows that a function is called for, by content: a table `place, a, b, k, copy, first`. `a` and `b` are two hashes
 * of the content, 128 bits together; `k` is a hash of the key; `copy` counts rows of equal content, and `first` is the
 * place of the first of them.
 */
export interface InputRows {
  readonly table: string
  readonly fields: readonly Field[]
  /**
   * A digest of the names and types of the columns, so that a number that becomes a bigint is another content. Whether
   * a row has a field is in the row's hash, so that a row that lacks it changes no other row.
   */
  readonly schema: string
  readonly rows: number
}

export interface InputOptions {
  /** Its last column is `placeColumn`. */
  readonly statement: Statement
  /** Its other columns. */
  readonly fields: readonly Field[]
  /** The column that names a row. Where there is one, no two contents are equal. */
  readonly key: string | undefined
}

/** @throws AssetError `ASSET_ROW_KEY` where the key does not name each row. */
export async function openInputRows(
  engine: Engine,
  connection: Connection,
  { statement, fields, key }: InputOptions,
): Promise<InputRows> {
  checkKeyColumn(fields, key)
  const table = engine.uniqueName('input')
  const text = `CREATE TABLE ${table} AS ${hashed({ statement, fields, key })}`
  const { parameters } = statement
  await withoutQuadraticPlanning(connection, fields, () => execute(connection, { text, parameters }))
  const [rows = 0, keys = 0] = await numbersOf(connection, `SELECT count(*), count(DISTINCT k) FROM ${table}`)
  expectRows(rows, statement)
  const keyField = fields.find(({ name }) => name === key)
  if (keyField !== undefined && keys < rows) await checkKeys(connection, { statement, key: keyField, fields })
  return { table, fields, schema: schemaOf(fields), rows }
}

function schemaOf(fields: readonly Field[]): string {
  const named = fields.map((field) => [field.name, typeName(required(field.type))])
  return createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 12)
}

/**
 * The same rows with the hashes of 0.1.0, in a table of their own, for comparison with a map of 0.1.0. Only where those
 * hashes tell all values of these columns apart.
 */
export async function olderRows(
  engine: Engine,
  connection: Connection,
  { input, ...options }: InputOptions & { readonly input: InputRows },
): Promise<InputRows> {
  const table = engine.uniqueName('older')
  const { statement } = options
  await execute(connection, {
    text: `CREATE TABLE ${table} AS ${hashed(options, 'older')}`,
    parameters: statement.parameters,
  })
  return { ...input, table }
}

function hashed({ statement, fields, key }: InputOptions, how?: 'older'): string {
  const { a, b } = how === 'older' ? rowHashes1(fields) : rowHashes(fields)
  const place = quoteId(placeColumn)
  const keyField = fields.find(({ name }) => name === key)
  const k = keyField === undefined ? 'NULL::UBIGINT' : keyHash(keyField, how)
  const contents = `SELECT ${place} AS place, ${a} AS a, ${b} AS b, ${k} AS k
FROM (\n${statement.text}\n)`
  return key === undefined
    ? `SELECT *, row_number() OVER same - 1 AS copy, first_value(place) OVER same AS first
FROM (${contents}) WINDOW same AS (PARTITION BY a, b ORDER BY place) ORDER BY place`
    : `SELECT *, 0::BIGINT AS copy, place AS first FROM (${contents})`
}

function keyHash(field: Field, how: 'older' | undefined): string {
  const name = quoteId(field.name)
  return `CASE WHEN ${name} IS NOT NULL THEN ${how === 'older' ? `hash(${name})` : valueHash(field)} END`
}

function checkKeyColumn(fields: readonly Field[], key: string | undefined): void {
  if (key === undefined) return
  const field = fields.find(({ name }) => name === key)
  if (field === undefined) {
    throw noKey(
      key,
      fields.map(({ name }) => name),
    )
  }
  if (field.type.kind !== 'scalar' || unmarked(field.type.name) === 'BLOB') throw badKey(key)
}

/** Reports the first row without a key, or the first key that two rows have. */
async function checkKeys(
  connection: Connection,
  { statement, key, fields }: { statement: Statement; key: Field; fields: readonly Field[] },
): Promise<void> {
  const column = quoteId(key.name)
  const text = `SELECT first(${column}), count(*) FROM (\n${statement.text}\n) GROUP BY ${valueParts(key).join(', ')}
HAVING count(*) > 1 OR first(${column}) IS NULL ORDER BY min(${quoteId(placeColumn)}) LIMIT 1`
  const [row] = await valuesOf(connection, { text, parameters: statement.parameters })
  // The two keys only share a hash: their rows differ.
  if (row === undefined) return
  if (row[0] === null) {
    throw noKey(
      key.name,
      fields.map(({ name }) => name),
    )
  }
  throw twice(key.name, row[0])
}
