import { type Connection, duck, type Result } from './bindings.ts'
import { type DataType, fromLogical } from './data-type.ts'
import { type Engine, interruptible } from './open.ts'
import { readVector, rowsOfColumns } from './read-vector.ts'
import { type Statement, prepareStatement } from './statement.ts'

/**
 * The rows of a statement, a chunk (at most 2,048 rows) at a time: memory is bounded by two chunks and DuckDB's own limit. A
 * connection is held until the last chunk was read or the reader stops.
 */
export async function* readRows(engine: Engine, statement: Statement, signal?: AbortSignal): AsyncGenerator<object[]> {
  const connection = await engine.acquire()
  try {
    const prepared = await prepareStatement(connection, statement)
    const result = await interruptible(connection, signal, () => duck.execute_prepared_streaming(prepared))
    yield* chunks(connection, result, signal)
  } finally {
    engine.release(connection)
  }
}

async function* chunks(connection: Connection, result: Result, signal: AbortSignal | undefined): AsyncGenerator<object[]> {
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
