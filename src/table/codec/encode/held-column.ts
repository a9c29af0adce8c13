import { type ColumnBuffer, type ColumnStorage, storageOf } from './column-buffer.ts'
import type { FilledColumn } from './fill-vector.ts'

/** The values of a batch, taken out of the buffer in which they were collected. */
export interface HeldColumn extends FilledColumn, ColumnStorage {
  readonly children: readonly HeldColumn[]
  /** The buffer that owns the storage. */
  readonly owner: ColumnBuffer
}

/**
 * Takes the values of a batch and leaves the buffer empty, with returned storage or new storage of the same size.
 */
export function takeValues(column: ColumnBuffer): HeldColumn {
  const { kind, count, nulls, used, valid, words, doubles, bigints, octets, bytes, floats } = column
  const batch = {
    ...{ kind, count, nulls, used, valid, words, doubles, bigints, octets, bytes, floats },
    ...{ children: column.children.map(takeValues), owner: column },
  }
  const storage = column.spares.pop() ?? storageLike(column)
  column.valid = storage.valid
  column.words = storage.words
  column.doubles = storage.doubles
  column.bigints = storage.bigints
  column.octets = storage.octets
  column.bytes = storage.bytes
  column.floats = storage.floats
  column.count = column.nulls = column.used = 0
  return batch
}

function storageLike({ valid, bytes, floats }: ColumnStorage): ColumnStorage {
  return {
    ...storageOf(valid.length),
    bytes: bytes.length === 0 ? bytes : Buffer.allocUnsafeSlow(bytes.length),
    floats: floats.length === 0 ? floats : new Float32Array(floats.length),
  }
}

export function giveBack(column: HeldColumn): void {
  if (column.nulls > 0) column.valid.fill(1, 0, column.count)
  column.owner.spares.push(column)
  for (const child of column.children) giveBack(child)
}

/** The bytes that the values take in DuckDB. */
export function valueBytes({ kind, count, used, children }: HeldColumn): number {
  const isLong = kind === 'string' || kind === 'bytes' || kind === 'floats' || kind === 'list' || kind === 'map'
  const own = count * (isLong ? 16 : 8) + (kind === 'floats' ? used * 4 : used)
  return children.reduce((sum, child) => sum + valueBytes(child), own)
}

/** The bytes of the storage, used or not. */
export function heldBytes({ valid, words, bytes, floats, children }: HeldColumn): number {
  const own = valid.byteLength + words.byteLength + bytes.byteLength + floats.byteLength
  return children.reduce((sum, child) => sum + heldBytes(child), own)
}
