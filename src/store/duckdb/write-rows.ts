import { setImmediate } from 'node:timers/promises'
import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { type Connection, vectorSize } from './bindings.ts'
import { bufferType, type ColumnBuffer, columnBuffer, resetBuffer } from './column-buffer.ts'
import { type DataType, type Field, sqlType, structOf } from './data-type.ts'
import { type Engine, interruptible, withConnection } from './open.ts'
import { copyToParquet, rowGroupSize } from './parquet.ts'
import { parseColumns, toColumns } from './parse-type.ts'
import { type Batch, fieldNamed, isPlainObject, pushFields } from './push-value.ts'
import { rowVersion } from './row-version.ts'
import { openStaging, type Staging } from './staging.ts'
import { describeValue } from './value-errors.ts'
import { completeType, undecided } from './widen.ts'
import type { WriteOptions, Written } from './written.ts'

export interface WriteRowsOptions extends WriteOptions {
  readonly rows: Iterable<unknown> | AsyncIterable<unknown>
  /** The columns of the asset's schema: their order, and the type of what no row decides. */
  readonly schemaHint?: readonly Column[] | undefined
}

/** Rows of large values make a batch early: it is held in memory twice. */
const batchBytes = 4 * 2 ** 20

/**
 * Writes the rows to one Parquet file in one pass, in order, holding one batch of them at a time.
 *
 * @throws AssetError `ASSET_VALUE`, `ASSET_RESULT`, `ASSET_NO_ROWS`; what the iterable throws; the signal's reason.
 */
export async function writeRows(engine: Engine, options: WriteRowsOptions): Promise<Written> {
  return withConnection(engine, async (connection) => {
    const staging = openStaging(engine, connection)
    try {
      const collected = await collect(staging, options)
      staging.flush()
      const fields = finalFields(collected, options)
      const select = collected.rows === 0 ? emptySelect(fields) : staging.select(fields)
      const written = await finish(connection, { select, fields, drop: staging.dropText(), ...collected }, options)
      staging.forget()
      return written
    } finally {
      await staging.drop()
    }
  })
}

interface Collected {
  readonly root: ColumnBuffer
  readonly rows: number
  readonly bytes: number
}

async function finish(
  connection: Connection,
  { select, fields, drop, rows, bytes }: Collected & { select: string; fields: readonly Field[]; drop: string },
  options: WriteRowsOptions,
): Promise<Written> {
  const { file, signal, ordered = false } = options
  const copy = copyToParquet(select, { file, fields, rowGroupSize: rowGroupSize(bytes, rows) })
  // One round trip for all three: of a table of three rows, the round trips are most of the time.
  const before = `${copy}; ${drop}`
  const { version } = await interruptible(connection, signal, () =>
    rowVersion(connection, { file, fields, ordered, before }),
  )
  return { columns: toColumns(fields), rows, version }
}

async function collect(staging: Staging, options: WriteRowsOptions): Promise<Collected> {
  const { asset, onProgress, signal } = options
  const root = columnBuffer('')
  root.kind = 'struct'
  const batch: Batch = { asset, row: 0, bytes: 0, grown: false }
  for (const column of options.schemaHint ?? []) fieldNamed(root, column.name, batch)
  let bytes = 0

  const count = () => {
    bytes += batch.bytes + root.count * root.children.length * 8
    onProgress?.(batch.row)
  }
  const flush = async () => {
    await staging.append(root, batch.grown)
    count()
    batch.bytes = 0
    batch.grown = false
    resetBuffer(root)
    // Whatever waits for the event loop (a Ctrl-C, a progress line) has its turn, even while the rows come without a pause.
    await setImmediate()
    signal?.throwIfAborted()
  }
  const add = (row: unknown): boolean => {
    batch.row++
    pushRow(root, row, batch)
    return root.count === vectorSize || batch.bytes >= batchBytes
  }
  signal?.throwIfAborted()
  await eachRow(options.rows, { add, flush, signal })
  if (root.count > 0) {
    await staging.appendLast(root, batch.grown)
    count()
  }
  return { root, rows: batch.row, bytes }
}

interface Consumer {
  /** True when the batch is full. */
  add(row: unknown): boolean
  flush(): Promise<void>
  readonly signal: AbortSignal | undefined
}

async function eachRow(rows: Iterable<unknown> | AsyncIterable<unknown>, consumer: Consumer): Promise<void> {
  if (Symbol.asyncIterator in rows) return eachAsyncRow(rows, consumer)
  for (const row of rows) if (consumer.add(row)) await consumer.flush()
}

/** A generator that waits for something that never comes is left behind when the signal fires; it ends at its next row. */
async function eachAsyncRow(rows: AsyncIterable<unknown>, { add, flush, signal }: Consumer): Promise<void> {
  let flushing: Promise<void> | undefined
  const iterate = async () => {
    for await (const row of rows) {
      if (signal?.aborted) return
      if (!add(row)) continue
      flushing = flush()
      await flushing
    }
  }
  if (signal === undefined) return iterate()
  const aborted = Promise.withResolvers<never>()
  const stop = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([iterate(), aborted.promise])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', stop)
    // The connection is not given back while a batch is on its way into it.
    await flushing?.catch(() => undefined)
  }
}

function pushRow(root: ColumnBuffer, row: unknown, batch: Batch): void {
  if (!isPlainObject(row)) throw notARow(row, batch)
  pushFields(root, row, batch)
}

function notARow(row: unknown, batch: Batch): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `row ${batch.row} of ${batch.asset} is ${describeValue(row)}, where a row is a plain object`,
    facts: { asset: batch.asset, row: batch.row },
    fix: 'return objects whose fields are the columns, such as { id, text }; spread a class instance: { ...row }',
  })
}

function finalFields({ root, rows }: Collected, { asset, schemaHint }: WriteRowsOptions): readonly Field[] {
  const actual = bufferType(root)
  const type: DataType = schemaHint === undefined ? actual : completeType(actual, structOf(parseColumns(schemaHint)))
  const fields = type.kind === 'struct' ? type.fields : []
  if (fields.length === 0) throw rows === 0 ? noRows(asset) : noColumns(asset)
  for (const field of fields) {
    const path = undecided(field.name, field.type)
    if (path !== undefined) throw nothingDecides(asset, path)
  }
  return fields
}

const emptySelect = (fields: readonly Field[]): string =>
  `SELECT * FROM (SELECT ${fields.map((field) => `NULL::${sqlType(field.type)} AS "${field.name.replaceAll('"', '""')}"`).join(', ')}) LIMIT 0`

function noRows(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_NO_ROWS',
    message: `${asset} returned no rows, so that nothing says which columns it has`,
    facts: { asset },
    fix: 'give the asset a schema that tells its types, such as asset({ schema: z.object({ id: z.string() }) }, …), and an empty table keeps its columns',
  })
}

function noColumns(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the rows of ${asset} are objects without fields`,
    facts: { asset },
    fix: 'return objects whose fields are the columns, such as { id, text }',
  })
}

function nothingDecides(asset: string, column: string): AssetError {
  const what = column.endsWith('[]') ? 'empty, or a list of nulls,' : 'null, undefined or an object without fields'
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" of ${asset} is ${what} in every row, so that nothing says what its type is`,
    facts: { asset, column },
    fix: 'give the asset a schema that names its type, or leave the column out',
  })
}
