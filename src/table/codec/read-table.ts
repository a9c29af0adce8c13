import { type Connection, duck, type PreparedStatement, type Result } from '../engine/bindings.ts'
import { type Engine, interruptible } from '../engine/open.ts'
import { type SqlContext, sqlError } from '../engine/sql-error.ts'
import { openNamedTables } from '../sql/named-tables.ts'
import { prepareStatement, type Statement } from '../sql/statement.ts'
import { type Field, fromLogical } from './data-type.ts'
import { readVector } from './read-vector.ts'
import { rowMaker } from './row-maker.ts'

export interface Reading {
  readonly signal?: AbortSignal | undefined
  /**
   * The result's columns as a record has them. Without them a column is what DuckDB says, which knows no marks: a
   * BIGINT is a bigint.
   */
  readonly fields?: readonly Field[] | undefined
}

/**
 * The rows of a statement, a chunk (at most 2,048 rows) at a time: memory is bounded by a chunk and DuckDB's own limit.
 * A connection is held until the last chunk was read or the reader stops.
 */
export async function* readRows(engine: Engine, statement: Statement, reading?: Reading): AsyncGenerator<object[]> {
  const connection = await engine.acquire()
  const context: SqlContext = { code: 'ASSET_SQL', what: 'reading the rows' }
  try {
    await openNamedTables(engine, statement.tables)
    yield* readPrepared(connection, await prepareStatement(connection, statement), reading)
  } catch (error) {
    throw sqlError(error, context)
  } finally {
    engine.release(connection)
  }
}

export async function* readPrepared(
  connection: Connection,
  prepared: PreparedStatement,
  { signal, fields }: Reading = {},
): AsyncGenerator<object[]> {
  try {
    const result = await interruptible(connection, signal, () => duck.execute_prepared_streaming(prepared))
    yield* chunks(connection, result, { signal, fields })
  } finally {
    // Left to the garbage collector it would hold its plan, and the file, for as long as that likes.
    duck.destroy_prepare_sync(prepared)
  }
}

async function* chunks(
  connection: Connection,
  result: Result,
  { signal, fields = columnsOf(result) }: Reading,
): AsyncGenerator<object[]> {
  const rowsOf = rowMaker(fields)
  for (let firstRow = 0; ; ) {
    const chunk = await interruptible(connection, signal, () => duck.fetch_chunk(result))
    const count = chunk === null ? 0 : duck.data_chunk_get_size(chunk)
    if (chunk === null || count === 0) return
    const rowOf = rowNumber(firstRow)
    const values = fields.map(({ name, type, optional }, index) =>
      readVector(duck.data_chunk_get_vector(chunk, index), { count, type, path: name, rowOf, optional }),
    )
    firstRow += count
    yield rowsOf(values, count)
  }
}

const rowNumber = (first: number) => (index: number) => first + index + 1

function columnsOf(result: Result): readonly Field[] {
  return Array.from({ length: duck.column_count(result) }, (_, index) => ({
    name: duck.column_name(result, index),
    type: fromLogical(duck.column_logical_type(result, index)),
  }))
}
