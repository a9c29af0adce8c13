import { type Connection, duck, type PreparedStatement, type Result } from '../bindings.ts'
import { type Engine, interruptible } from '../open.ts'
import { readParquet } from '../parquet.ts'
import { type SqlContext, sqlError } from '../sql-error.ts'
import { prepareStatement, type Statement } from '../statement.ts'
import { type DataType, fromLogical, quoteId } from './data-type.ts'
import { readVector, rowsOfColumns } from './read-vector.ts'

/**
 * The rows of a statement, a chunk (at most 2,048 rows) at a time: memory is bounded by a chunk and DuckDB's own limit. A
 * connection is held until the last chunk was read or the reader stops.
 */
export async function* readRows(engine: Engine, statement: Statement, signal?: AbortSignal): AsyncGenerator<object[]> {
  const connection = await engine.acquire()
  const context: SqlContext = { code: 'ASSET_SQL', what: 'reading the rows' }
  try {
    yield* readPrepared(connection, await prepareStatement(connection, statement), signal)
  } catch (error) {
    throw sqlError(error, context)
  } finally {
    engine.release(connection)
  }
}

/** The rows of a stored table, or of some of its columns. */
export function readTable(
  engine: Engine,
  { file, columns }: { readonly file: string; readonly columns?: readonly string[] },
): AsyncGenerator<object[]> {
  const list = columns === undefined ? '*' : columns.map(quoteId).join(', ')
  return readRows(engine, { text: `SELECT ${list} FROM ${readParquet(file)}`, parameters: [] })
}

export async function* readPrepared(
  connection: Connection,
  prepared: PreparedStatement,
  signal?: AbortSignal,
): AsyncGenerator<object[]> {
  try {
    const result = await interruptible(connection, signal, () => duck.execute_prepared_streaming(prepared))
    yield* chunks(connection, result, signal)
  } finally {
    // Left to the garbage collector it would hold its plan, and the file, for as long as that likes.
    duck.destroy_prepare_sync(prepared)
  }
}

async function* chunks(
  connection: Connection,
  result: Result,
  signal: AbortSignal | undefined,
): AsyncGenerator<object[]> {
  const columns = columnsOf(result)
  const names = columns.map((column) => column.path)
  for (;;) {
    const chunk = await interruptible(connection, signal, () => duck.fetch_chunk(result))
    const count = chunk === null ? 0 : duck.data_chunk_get_size(chunk)
    if (chunk === null || count === 0) return
    const values = columns.map(({ path, type }, index) =>
      readVector(duck.data_chunk_get_vector(chunk, index), { count, type, path }),
    )
    yield rowsOfColumns(names, values, count)
  }
}

function columnsOf(result: Result): readonly { readonly path: string; readonly type: DataType }[] {
  return Array.from({ length: duck.column_count(result) }, (_, index) => ({
    path: duck.column_name(result, index),
    type: fromLogical(duck.column_logical_type(result, index)),
  }))
}
