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

/** Where values lie, in the layout of DuckDB's vectors. One shape for every kind of column. */
export interface ColumnStorage {
  /** A byte a value, 1 where there is a value, 2 where there is not even a field. */
  valid: Uint8Array
  /**
   * One buffer, seen as 32-bit words. Strings and bytes take four a value (length, -, offset into `bytes`, -), lists
   * and maps too (offset, 0, length, 0), dates two; numbers, bigints and booleans use the views below.
   */
  words: Uint32Array
  doubles: Float64Array
  bigints: BigInt64Array
  octets: Uint8Array
  /** For strings and bytes: the contents, end to end. For floats: as Float32. */
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
  /** For bytes: there was a Buffer among them, so that all of them come back as Buffers. */
  buffers: boolean
  /** For Dates: the kind of column that all of them were read from. */
  dates: DateOrigin | 'TIMESTAMP' | undefined
  /** For fields: some row said that it is null, some row had no such field. */
  hasNull: boolean
  hasAbsent: boolean
  /** For structs: there was an object, also in a batch before. */
  hasObject: boolean
  /** For `bytes`, or for `floats`. */
  used: number
  /** Storage of earlier batches, for later ones: empty, with all values valid. */
  spares: ColumnStorage[]
  /** The elements of a list, the fields of a struct, the keys and the values of a map. */
  children: ColumnBuffer[]
  names: string[]
  index: Map<string, ColumnBuffer>
}

/** An object with more fields than these may be a dictionary. */
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

/** Room for so many values, without contents. */
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

/** Empties the batch; what is known of the types stays. */
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
