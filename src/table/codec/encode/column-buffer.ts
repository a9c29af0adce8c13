import type { DateOrigin } from '../../../util/date-origin.ts'
import { type DataType, type Field, listOf, mapOf, scalar, structOf, unknownType } from '../types/data-type.ts'

export type BufferKind =
  | 'unknown'
  | 'boolean'
  | 'number'
  | 'bigint'
  | 'string'
  | 'date'
  | 'bytes'
  | 'floats'
  | 'list'
  | 'struct'
  | 'map'

/** Storage of values in the layout of DuckDB's vectors. One shape for every kind of column. */
export interface ColumnStorage {
  /** One byte for each value: 1 for a value, 0 for null, 2 for a field that is absent. */
  valid: Uint8Array
  /**
   * One buffer, seen as 32-bit words. Strings and bytes take four a value (length, -, offset into `bytes`, -), lists
   * and maps too (offset, 0, length, 0), dates two; numbers, bigints and booleans use the views below.
   */
  words: Uint32Array
  doubles: Float64Array
  bigints: BigInt64Array
  octets: Uint8Array
  /** For strings and bytes: the contents, one behind the other. For floats: as Float32. */
  bytes: Buffer
  floats: Float32Array
}

/**
 * The values of one column (or field, or list element) of the batch that is being collected. Values are encoded as they
 * come, so that a generator may reuse its objects and a batch has a size in bytes. One shape for every kind: the code
 * that fills it stays monomorphic.
 */
export interface ColumnBuffer extends ColumnStorage {
  /** For messages: `tags[]` is an element of the list `tags`, `meta.author` a field. */
  readonly path: string
  readonly depth: number
  readonly position: number
  kind: BufferKind
  count: number
  nulls: number
  /** For bytes: whether one was a Buffer, so that all of them are read back as Buffers. */
  buffers: boolean
  /** For Dates: the kind of column from which all of them were read. */
  dates: DateOrigin | 'TIMESTAMP' | undefined
  /** For fields: whether some row had null in it, and whether some row lacked it. */
  hasNull: boolean
  hasAbsent: boolean
  /** For structs: whether there was an object, in this batch or an earlier one. */
  hasObject: boolean
  /** How much of `bytes` or `floats` is used. */
  used: number
  /** The storage of earlier batches, to be used again: empty, with all values valid. */
  spares: ColumnStorage[]
  /** The elements of a list, the fields of a struct, the keys and the values of a map. */
  children: ColumnBuffer[]
  names: string[]
  index: Map<string, ColumnBuffer>
}

/** An object with more fields than this may be a dictionary. */
export const mostFields = 256

const noBytes = Buffer.alloc(0)
const noFloats = new Float32Array(0)
const firstCapacity = 64

export function columnBuffer(path: string, depth = 0, position = 0): ColumnBuffer {
  return {
    path,
    depth,
    position,
    kind: 'unknown',
    count: 0,
    nulls: 0,
    buffers: false,
    dates: undefined,
    hasNull: false,
    hasAbsent: false,
    hasObject: false,
    ...storageOf(firstCapacity),
    bytes: noBytes,
    floats: noFloats,
    used: 0,
    spares: [],
    children: [],
    names: [],
    index: new Map(),
  }
}

/** Storage for this many values, without contents. */
export function storageOf(capacity: number): Omit<ColumnStorage, 'bytes' | 'floats'> {
  const words = new Uint32Array(capacity * 4)
  return {
    valid: new Uint8Array(capacity).fill(1),
    words,
    doubles: new Float64Array(words.buffer),
    bigints: new BigInt64Array(words.buffer),
    octets: new Uint8Array(words.buffer),
  }
}

/** Makes room for one more value. */
export function reserveValue(column: ColumnBuffer): void {
  const capacity = column.valid.length
  if (column.count < capacity) return
  const { valid, words, doubles, bigints, octets } = storageOf(capacity * 2)
  words.set(column.words)
  valid.set(column.valid)
  column.words = words
  column.doubles = doubles
  column.bigints = bigints
  column.octets = octets
  column.valid = valid
}

export function reserveBytes(column: ColumnBuffer, more: number): void {
  const need = column.used + more
  if (need <= column.bytes.length) return
  const bytes = Buffer.allocUnsafeSlow(Math.max(1024, column.bytes.length * 2, need))
  column.bytes.copy(bytes, 0, 0, column.used)
  column.bytes = bytes
}

export function reserveFloats(column: ColumnBuffer, more: number): void {
  const need = column.used + more
  if (need <= column.floats.length) return
  const floats = new Float32Array(Math.max(1024, column.floats.length * 2, need))
  floats.set(column.floats.subarray(0, column.used))
  column.floats = floats
}

export function pushNull(column: ColumnBuffer, state: 0 | 2 = 0): void {
  reserveValue(column)
  const at = column.count++
  column.nulls++
  column.valid[at] = state
  column.words.fill(0, at * 4, at * 4 + 4)
  if (column.kind === 'struct') for (const child of column.children) pushNull(child)
}

/** Empties the batch; the types that were learnt stay. */
export function resetBuffer(column: ColumnBuffer): void {
  if (column.nulls > 0) column.valid.fill(1, 0, column.count)
  column.count = 0
  column.nulls = 0
  column.used = 0
  for (const child of column.children) resetBuffer(child)
}

export function bufferType(column: ColumnBuffer): DataType {
  switch (column.kind) {
    case 'unknown':
      return unknownType
    case 'boolean':
      return scalar('BOOLEAN')
    case 'number':
      return scalar('DOUBLE')
    case 'bigint':
      return scalar('BIGINT')
    case 'string':
      return scalar('VARCHAR')
    case 'date':
      return scalar(column.dates ?? 'TIMESTAMP')
    case 'bytes':
      return scalar(column.buffers ? 'BYTEA' : 'BLOB')
    case 'floats':
      return listOf(scalar('FLOAT'))
    case 'list':
      return listOf(bufferType(column.children[0]!))
    case 'struct':
      return structOf(bufferFields(column))
    case 'map':
      return mapOf(bufferType(column.children[1]!))
  }
}

function bufferFields({ children, names }: ColumnBuffer): readonly Field[] {
  return children.map((child, index) => {
    const field = { name: names[index]!, type: bufferType(child) }
    return child.hasAbsent && !child.hasNull ? { ...field, optional: true } : field
  })
}
