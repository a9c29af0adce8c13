import { AssetError } from '../../../errors.ts'
import { type Connection, duck, type Result } from '../../engine/bindings.ts'
import { closedError } from '../../engine/closed-error.ts'
import { type Engine, interruptible } from '../../engine/open.ts'
import { type SqlContext, sqlError } from '../../engine/sql-error.ts'
import { expectRows } from '../../read/row-count.ts'
import { openNamedTables } from '../../sql/named-tables.ts'
import { execute, prepareStatement, type Statement } from '../../sql/statement.ts'
import { type Field, fromLogical, quoteId } from '../types/data-type.ts'
import { withLentMemory } from './lent-memory.ts'
import { readVector } from './read-vector.ts'
import { rowMaker } from './row-maker.ts'

export interface Reading {
  readonly signal?: AbortSignal | undefined
  /**
   * The result's columns in the form of a record. Without them, columns have DuckDB's types, which know no marks: a
   * BIGINT is a bigint.
   */
  readonly fields?: readonly Field[] | undefined
  /** For a report: a value without an exact form in JavaScript becomes a bigint or a text, and is not refused. */
  readonly isTold?: boolean | undefined
}
export interface ChunkReading extends Reading {
  readonly fields: readonly Field[]
  /** Columns behind those of the rows. */
  readonly beside: readonly Field[]
}
export interface RowChunk {
  readonly rows: object[]
  /** The values of each column that is no field of the rows. */
  readonly beside: readonly unknown[][]
}

/** Reads for the engine of another thread or process. */
export interface RemoteReader {
  rows(statement: Statement, reading: Pick<Reading, 'fields'>): AsyncGenerator<object[]>
  chunks(statement: Statement, reading: Pick<ChunkReading, 'fields' | 'beside'>): AsyncGenerator<RowChunk>
  /** Copies the rows into a file, which then belongs to the caller. */
  copy(statement: Statement, fields: readonly Field[]): Promise<string>
}
const remoteReaders = new WeakMap<Engine, RemoteReader>()

/** From now on the reader does all reading for this engine, and ends it when necessary. */
export const readRemotely = (engine: Engine, reader: RemoteReader): void => void remoteReaders.set(engine, reader)

export const remoteReader = (engine: Engine): RemoteReader | undefined => remoteReaders.get(engine)

/**
 * The rows of a statement, a chunk (at most 2,048 rows) at a time: memory is bounded by a chunk and DuckDB's own limit.
 * A connection is held until the last chunk was read or the reader stops.
 */
export function readRows(engine: Engine, statement: Statement, reading?: Reading): AsyncGenerator<object[]> {
  const remote = remoteReaders.get(engine)
  if (remote !== undefined) return remote.rows(statement, reading ?? {})
  return withOpened(engine, statement, (connection) => readOn(connection, statement, reading))
}

/** As `readRows`, with columns that are no fields of the rows. */
export function readChunks(
  engine: Engine,
  statement: Statement,
  { fields, beside, signal }: ChunkReading,
): AsyncGenerator<RowChunk> {
  const remote = remoteReaders.get(engine)
  if (remote !== undefined) return remote.chunks(statement, { fields, beside })
  const rowsOf = rowMaker(fields)
  const make = (values: unknown[][], count: number): RowChunk => ({
    rows: rowsOf(values, count),
    beside: values.slice(fields.length),
  })
  return withOpened(engine, statement, (connection) =>
    chunksOf(connection, statement, { signal, columns: [...fields, ...beside], make }),
  )
}

async function* withOpened<T>(
  engine: Engine,
  statement: Statement,
  read: (connection: Connection) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const connection = await engine.acquire()
  const context: SqlContext = { code: 'ASSET_SQL', what: 'reading the rows' }
  try {
    await openNamedTables(engine, statement.tables)
    yield* read(connection)
  } catch (error) {
    throw engine.isOver() ? closedError() : sqlError(error, context)
  } finally {
    engine.release(connection)
  }
}

/** As `readRows`, on a connection on which the tables of the statement are open. */
export function readOn(
  connection: Connection,
  statement: Statement,
  { signal, fields, isTold }: Reading = {},
): AsyncGenerator<object[]> {
  const make: Chunks<object[]>['make'] = (values, count, columns) => rowMaker(columns)(values, count)
  return chunksOf(connection, statement, { signal, isTold, columns: fields, make })
}

interface Chunks<T> {
  readonly signal: AbortSignal | undefined
  readonly isTold?: boolean | undefined
  readonly columns: readonly Field[] | undefined
  readonly make: (values: unknown[][], count: number, columns: readonly Field[]) => T
}

/**
 * A streamed result has twice been seen to end before its only row, without an error; the next run had the row. So if
 * rows are known to exist and none has come, the statement is run once more. Once some rows have come, their reader has
 * them, and they cannot be taken back.
 */
async function* chunksOf<T>(connection: Connection, statement: Statement, options: Chunks<T>): AsyncGenerator<T> {
  const count = { rows: 0 }
  yield* streamOf(connection, statement, options, count)
  if (count.rows === 0 && statement.rows !== undefined && statement.rows > 0)
    yield* streamOf(connection, statement, options, count)
  expectRows(count.rows, statement)
}

async function* streamOf<T>(
  connection: Connection,
  statement: Statement,
  { signal, isTold, columns: fields, make }: Chunks<T>,
  all: { rows: number },
): AsyncGenerator<T> {
  const prepared = await prepareStatement(connection, statement)
  try {
    const result = await interruptible(connection, signal, () => duck.execute_prepared_streaming(prepared))
    const columns = fields ?? columnsOf(result)
    for (;;) {
      const chunk = await interruptible(connection, signal, () => duck.fetch_chunk(result))
      const count = chunk === null ? 0 : duck.data_chunk_get_size(chunk)
      if (chunk === null || count === 0) {
        const hasFailed = duck.result_return_type(result) === duck.ResultType.INVALID
        if (hasFailed) await interruptible(connection, signal, () => failAgain(connection, statement))
        return
      }
      const rowOf = rowNumber(all.rows)
      const values = withLentMemory(() =>
        columns.map(({ name, type, optional }, index) =>
          readVector(duck.data_chunk_get_vector(chunk, index), { count, type, path: name, rowOf, optional, isTold }),
        ),
      )
      // Frees the chunk's texts at once, without waiting for the collector, and keeps its memory for the next ones.
      duck.data_chunk_reset(chunk)
      all.rows += count
      yield make(values, count, columns)
    }
  } finally {
    // The garbage collector would free the statement late, with its plan and the file that it holds open.
    duck.destroy_prepare_sync(prepared)
  }
}

/**
 * Throws the error that ended the statement after its first rows. The result tells that it has failed, but no function
 * of the binding gives the message, and `fetch_chunk` ends as after the last row. So the statement is run once more,
 * and its rows are counted, which computes all of their values.
 */
async function failAgain(connection: Connection, { text, parameters }: Statement): Promise<never> {
  const row = quoteId('row of the statement')
  await execute(connection, { text: `SELECT count(hash(${row})) FROM (\n${text}\n) AS ${row}`, parameters })
  throw new AssetError({
    code: 'ASSET_SQL',
    message:
      'reading the rows stopped before the last one, for a reason that is gone: the same statement goes through now',
    fix: 'run it again; where it stops again, look at the disk and the memory of this machine',
  })
}

const rowNumber = (first: number) => (index: number) => first + index + 1

function columnsOf(result: Result): readonly Field[] {
  return Array.from({ length: duck.column_count(result) }, (_, index) => ({
    name: duck.column_name(result, index),
    type: fromLogical(duck.column_logical_type(result, index)),
  }))
}
