import { setImmediate } from 'node:timers/promises'
import type { Column } from '../../../define/table.ts'
import { AssetError } from '../../../errors.ts'
import { vectorSize } from '../../engine/bindings.ts'
import { frameCure } from '../../frames/frame-name.ts'
import { batchesIn } from '../../write/rows-of-batches.ts'
import { type ColumnBuffer, columnBuffer, resetBuffer } from './column-buffer.ts'
import { settleDictionaries } from './dictionaries.ts'
import { type Batch, fieldNamed, isPlainObject, pushFields } from './push-value.ts'
import { describeValue, type RowPlace } from './value-errors.ts'

export interface CollectOptions<InputRow> {
  readonly rows: Iterable<InputRow> | AsyncIterable<InputRow>
  readonly push: (root: ColumnBuffer, row: InputRow, batch: Batch) => void
  /** For messages. */
  readonly asset: string
  readonly isReceipt?: boolean | undefined
  /** Columns that `push` fills before the row's own columns. */
  readonly tags?: readonly string[]
  /** The columns of the asset's schema, in their order. */
  readonly schemaHint?: readonly Column[] | undefined
  readonly onProgress?: ((rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Collected {
  readonly root: ColumnBuffer
  readonly rows: number
  readonly bytes: number
}

/** Receives full batches. */
export interface BatchSink {
  /** Takes the values of the batch. `grown` tells whether it has a type that earlier batches had not. */
  append(root: ColumnBuffer, grown: boolean): Promise<void>
}

/** A batch with this many bytes is full, since it is held in memory twice. */
const batchBytes = 4 * 2 ** 20

/** Gives the rows to the sink, batch by batch. */
export async function collectRows<InputRow>(sink: BatchSink, options: CollectOptions<InputRow>): Promise<Collected> {
  const { asset, push, onProgress, signal } = options
  const root = columnBuffer('')
  root.kind = 'struct'
  const batch: Batch = { asset, isReceipt: options.isReceipt, row: 0, bytes: 0, grown: false, wide: false }
  for (const name of options.tags ?? []) fieldNamed(root, name, batch)
  for (const column of options.schemaHint ?? []) fieldNamed(root, column.name, batch)
  let bytes = 0
  let rows = 0

  const append = async () => {
    bytes += batch.bytes + root.count * root.children.length * 8
    await sink.append(root, batch.grown)
    onProgress?.(rows)
  }
  const flush = async () => {
    settleDictionaries(root, batch)
    await append()
    batch.bytes = 0
    batch.grown = false
    resetBuffer(root)
    // Lets the event loop run, for a Ctrl-C or a progress line, even if rows come without a pause.
    await setImmediate()
    signal?.throwIfAborted()
  }
  const add = (row: InputRow): boolean => {
    // `push` may replace this number by a better one.
    batch.row = ++rows
    push(root, row, batch)
    if (batch.wide) settleDictionaries(root, batch)
    return root.count === vectorSize || batch.bytes >= batchBytes
  }
  signal?.throwIfAborted()
  await eachRow(options.rows, { add, flush, signal })
  settleDictionaries(root, batch)
  if (root.count > 0) await append()
  return { root, rows, bytes }
}

interface Consumer<InputRow> {
  /** True when the batch is full. */
  add(row: InputRow): boolean
  flush(): Promise<void>
  readonly signal: AbortSignal | undefined
}

async function eachRow<InputRow>(
  rows: Iterable<InputRow> | AsyncIterable<InputRow>,
  consumer: Consumer<InputRow>,
): Promise<void> {
  if (Symbol.asyncIterator in rows) return eachAsyncRow(rows, consumer)
  for (const row of rows) if (consumer.add(row)) await consumer.flush()
}

/**
 * A generator that waits for ever is left behind when the signal fires; it ends at its next row.
 */
async function eachAsyncRow<InputRow>(
  rows: AsyncIterable<InputRow>,
  { add, flush, signal }: Consumer<InputRow>,
): Promise<void> {
  let flushing: Promise<void> | undefined
  const flushed = () => {
    flushing = flush()
    return flushing
  }
  const iterate = async () => {
    const batches = batchesIn(rows) as AsyncIterable<InputRow[]> | undefined
    if (batches === undefined) {
      for await (const row of rows) {
        if (signal?.aborted) return
        if (add(row)) await flushed()
      }
      return
    }
    for await (const some of batches) {
      for (const row of some) if (add(row)) await flushed()
      if (signal?.aborted) return
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
    // The connection is given back only when no batch is being written to it.
    await flushing?.catch(() => undefined)
  }
}

/** A row as a user gives it. */
export function pushRow(root: ColumnBuffer, row: unknown, batch: Batch): void {
  if (!isPlainObject(row)) throw notARow(row, batch)
  pushFields(root, row, batch)
}

/** @throws AssetError for a frame in the place of a row, since it does not show its columns as fields. */
export function expectNoFrame(row: unknown, place: RowPlace): void {
  if (typeof row === 'object' && row !== null && frameCure(describeValue(row)) !== undefined) throw notARow(row, place)
}

function notARow(row: unknown, { asset, row: number }: RowPlace): AssetError {
  const what = describeValue(row)
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `row ${number} of ${asset} is ${what}, where a row is a plain object`,
    facts: { asset, row: number },
    fix:
      frameCure(what) ??
      'return objects whose fields are the columns, such as { id, text }; spread a class instance: { ...row }',
  })
}
