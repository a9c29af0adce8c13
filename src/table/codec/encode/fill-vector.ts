import { unreachable } from '../../../util/unreachable.ts'
import { duck, type Vector, vectorSize } from '../../engine/bindings.ts'
import { type DataType, scalar, sqlType } from '../types/data-type.ts'
import type { ColumnBuffer, ColumnStorage } from './column-buffer.ts'

/** The parts of a column that fill a vector. */
export interface FilledColumn
  extends Pick<ColumnBuffer, 'kind' | 'count' | 'nulls' | 'used'>,
    Pick<ColumnStorage, 'valid' | 'words' | 'octets' | 'bytes' | 'floats'> {
  readonly children: readonly FilledColumn[]
}

/** Copies a batch into a vector of the column's type. The vector is fresh or reset; `count` rows of it are set. */
export function fillVector(vector: Vector, column: FilledColumn): void {
  const { count } = column
  if (count === 0) return
  if (column.nulls > 0) fillValidity(vector, column)
  switch (column.kind) {
    case 'unknown':
      break
    case 'boolean':
      copy(vector, column.octets, count)
      break
    case 'number':
    case 'bigint':
    case 'date':
      copy(vector, column.octets, count * 8)
      break
    case 'string':
    case 'bytes':
      fillStrings(vector, column)
      break
    case 'floats':
      resizeList(vector, column.used)
      if (column.used > 0) copy(duck.list_vector_get_child(vector), column.floats, column.used * 4)
      copy(vector, column.octets, count * 16)
      break
    case 'list':
      resizeList(vector, column.children[0]!.count)
      fillVector(duck.list_vector_get_child(vector), column.children[0]!)
      copy(vector, column.octets, count * 16)
      break
    case 'map':
      resizeList(vector, column.children[0]!.count)
      fillEntries(duck.list_vector_get_child(vector), column.children)
      copy(vector, column.octets, count * 16)
      break
    case 'struct':
      if (column.children.length === 0) copy(vector, new Uint8Array(count).fill(1), count)
      fillEntries(vector, column.children)
      break
    default:
      unreachable(column.kind)
  }
}

const noBytes = Buffer.alloc(0)
const noFloats = new Float32Array(0)

/** A column of this type that has null in every row. Where a struct is null, its fields are null too. */
export function nullColumn(type: DataType, count: number): FilledColumn {
  const words = new Uint32Array(count * 4)
  const octets = new Uint8Array(words.buffer)
  const nothing = { count, nulls: count, used: 0, valid: new Uint8Array(count), words, octets }
  return { ...nothing, bytes: noBytes, floats: noFloats, ...kindOfNulls(type, count) }
}

function kindOfNulls(type: DataType, count: number): Pick<FilledColumn, 'kind' | 'children'> {
  switch (type.kind) {
    case 'struct':
      return { kind: 'struct', children: type.fields.map((field) => nullColumn(field.type, count)) }
    case 'list':
      return { kind: 'list', children: [nullColumn(type.of, 0)] }
    case 'map':
      return { kind: 'map', children: [nullColumn(scalar('VARCHAR'), 0), nullColumn(type.of, 0)] }
    default:
      return { kind: sqlType(type) === 'VARCHAR' || sqlType(type) === 'BLOB' ? 'string' : 'unknown', children: [] }
  }
}

function fillEntries(vector: Vector, children: readonly FilledColumn[]): void {
  children.forEach((child, index) => {
    fillVector(duck.struct_vector_get_child(vector, index), child)
  })
}

function copy(vector: Vector, source: ArrayBufferView, bytes: number): void {
  duck.copy_data_to_vector(vector, 0, source.buffer as ArrayBuffer, source.byteOffset, bytes)
}

function resizeList(vector: Vector, size: number): void {
  duck.list_vector_reserve(vector, Math.max(size, vectorSize))
  duck.list_vector_set_size(vector, size)
}

/** One bit for each value, in 64-bit words: 1 for a value, 0 for null. */
function fillValidity(vector: Vector, column: FilledColumn): void {
  const bits = new Uint8Array(Math.ceil(column.count / 64) * 8).fill(255)
  for (let at = 0; at < column.count; at++) {
    if (column.valid[at] !== 1) bits[at >> 3]! &= ~(1 << (at & 7))
  }
  duck.vector_ensure_validity_writable(vector)
  duck.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length)
}

const inlined = 12
let strings = new Uint32Array(vectorSize * 4)
let stringBytes = new Uint8Array(strings.buffer)

/**
 * All text of the batch goes to DuckDB as one string, which puts it on the vector's own heap; then every value's
 * `string_t` is written at once, pointing into it. A `string_t` is 16 bytes: the length, and up to 12 bytes of text in
 * place, or its first 4 and a pointer (https://github.com/duckdb/duckdb,
 * src/include/duckdb/common/types/string_type.hpp). It is a fifth of the cost of a call a value.
 */
function fillStrings(vector: Vector, column: FilledColumn): void {
  const { count, bytes, words, valid } = column
  if (strings.length < count * 4) {
    strings = new Uint32Array(count * 4)
    stringBytes = new Uint8Array(strings.buffer)
  }
  const [low, high] = heapAddress(vector, column)
  for (let index = 0; index < count; index++) {
    const at = index * 4
    const length = valid[index] === 1 ? words[at]! : 0
    const from = words[at + 2]!
    strings[at] = length
    if (length <= inlined) {
      strings[at + 1] = strings[at + 2] = strings[at + 3] = 0
      for (let byte = 0; byte < length; byte++) stringBytes[at * 4 + 4 + byte] = bytes[from + byte]!
      continue
    }
    strings[at + 1] = bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24)
    const address = low + from
    strings[at + 2] = address
    strings[at + 3] = address >= 2 ** 32 ? high + 1 : high
  }
  copy(vector, strings, count * 16)
}

/** The address of the batch's text, as two halves of a pointer. A text of up to 12 bytes is in the vector itself. */
function heapAddress(vector: Vector, column: FilledColumn): [low: number, high: number] {
  if (column.used <= inlined) return [0, 0]
  duck.vector_assign_string_element_len(vector, 0, column.bytes.subarray(0, column.used))
  const data = duck.vector_get_data(vector, 16)
  const view = new DataView(data.buffer, data.byteOffset, 16)
  return [view.getUint32(8, true), view.getUint32(12, true)]
}
