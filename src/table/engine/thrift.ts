/**
 * Thrift's compact protocol, in which the footer of a Parquet file is written. The tree keeps every field, known or
 * not, so that the footer can be written again with a few values changed.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftStruct = Map<number, ThriftField>
export interface ThriftField {
  readonly type: number
  readonly value: ThriftValue
}
export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftList | ThriftMap | ThriftStruct
export interface ThriftList {
  readonly of: number
  readonly values: readonly ThriftValue[]
}
export interface ThriftMap {
  readonly key: number
  readonly value: number
  readonly entries: readonly (readonly [ThriftValue, ThriftValue])[]
}

/** Types of values in the compact protocol. */
export const thrift = {
  ...{ true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8 },
  ...{ list: 9, set: 10, map: 11, struct: 12, uuid: 13 },
} as const

/** Deeper than any footer, and far below the depth at which the stack overflows. */
const mostDepth = 64

/** @throws RangeError where the bytes are not Thrift, or end too early. */
export function readThrift(bytes: Uint8Array): ThriftStruct {
  return readThriftAt(bytes, 0).struct
}

/**
 * The struct that begins at a byte, and the byte behind it.
 *
 * @throws RangeError as `readThrift` does
 */
export function readThriftAt(bytes: Uint8Array, at: number): { readonly struct: ThriftStruct; readonly end: number } {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at }
  const struct = readStruct(reader, 0)
  return { struct, end: reader.at }
}

interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

function readStruct(reader: Reader, depth: number): ThriftStruct {
  if (depth > mostDepth) throw new RangeError('values that are nested too deeply')
  const fields: ThriftStruct = new Map()
  let id = 0
  for (let header = readByte(reader); header !== 0; header = readByte(reader)) {
    const [delta, type] = [header >> 4, header & 0x0f]
    id = delta === 0 ? Number(readInteger(reader)) : id + delta
    const value = type === thrift.true || type === thrift.false ? type === thrift.true : readValue(reader, type, depth)
    fields.set(id, { type, value })
  }
  return fields
}

function readValue(reader: Reader, type: number, depth: number): ThriftValue {
  switch (type) {
    // In a list, each boolean has a byte of its own.
    case thrift.true:
    case thrift.false:
      return readByte(reader) === thrift.true
    case thrift.byte:
      return readByte(reader)
    case thrift.i16:
    case thrift.i32:
    case thrift.i64:
      return readInteger(reader)
    case thrift.double:
      return readBytes(reader, 8)
    case thrift.binary:
      return readBytes(reader, readCount(reader))
    case thrift.list:
    case thrift.set:
      return readList(reader, depth + 1)
    case thrift.map:
      return readMap(reader, depth + 1)
    case thrift.struct:
      return readStruct(reader, depth + 1)
    case thrift.uuid:
      return readBytes(reader, 16)
    default:
      throw new RangeError(`a value of the unknown type ${type}`)
  }
}

function readList(reader: Reader, depth: number): ThriftList {
  const header = readByte(reader)
  const of = header & 0x0f
  const count = header >> 4 === 15 ? readCount(reader) : header >> 4
  const values: ThriftValue[] = []
  for (let index = 0; index < count; index++) values.push(readValue(reader, of, depth))
  return { of, values }
}

function readMap(reader: Reader, depth: number): ThriftMap {
  const count = readCount(reader)
  if (count === 0) return { key: 0, value: 0, entries: [] }
  const types = readByte(reader)
  const [key, value] = [types >> 4, types & 0x0f]
  const entries: [ThriftValue, ThriftValue][] = []
  for (let index = 0; index < count; index++) {
    const first = readValue(reader, key, depth)
    entries.push([first, readValue(reader, value, depth)])
  }
  return { key, value, entries }
}

function readByte(reader: Pick<Reader, 'at' | 'bytes'>): number {
  const byte = reader.bytes[reader.at]
  if (byte === undefined) throw new RangeError('bytes that end too early')
  reader.at += 1
  return byte
}

function readBytes(reader: Reader, count: number): Uint8Array {
  const end = reader.at + count
  if (end > reader.bytes.length) throw new RangeError('bytes that end too early')
  const bytes = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return bytes
}

export function readVarint(reader: Pick<Reader, 'at' | 'bytes'>): bigint {
  let value = 0n
  for (let shift = 0n; ; shift += 7n) {
    if (shift > 63n) throw new RangeError('an integer of more than 64 bits')
    const byte = readByte(reader)
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return value
  }
}

/** Each value takes at least one byte, so a count beyond the number of bytes is wrong. */
function readCount(reader: Reader): number {
  const count = readVarint(reader)
  if (count > BigInt(reader.bytes.length - reader.at)) throw new RangeError('bytes that end too early')
  return Number(count)
}

function readInteger(reader: Reader): bigint {
  const value = readVarint(reader)
  return value & 1n ? -(value >> 1n) - 1n : value >> 1n
}

export function writeThrift(struct: ThriftStruct): Buffer {
  const parts: Uint8Array[] = []
  writeStruct(parts, struct)
  return Buffer.concat(parts)
}

function writeStruct(parts: Uint8Array[], fields: ThriftStruct): void {
  let last = 0
  for (const [id, { type, value }] of [...fields].sort(([a], [b]) => a - b)) {
    const delta = id - last
    if (delta > 0 && delta < 16) parts.push(Uint8Array.of((delta << 4) | type))
    else parts.push(Uint8Array.of(type), integer(BigInt(id)))
    last = id
    if (typeof value !== 'boolean') writeValue(parts, type, value)
  }
  parts.push(Uint8Array.of(0))
}

function writeValue(parts: Uint8Array[], type: number, value: ThriftValue): void {
  if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? thrift.true : thrift.false))
  else if (typeof value === 'number') parts.push(Uint8Array.of(value))
  else if (typeof value === 'bigint') parts.push(integer(value))
  else if (value instanceof Uint8Array) {
    if (type === thrift.binary) parts.push(varint(BigInt(value.length)))
    parts.push(value)
  } else if (value instanceof Map) writeStruct(parts, value)
  else if ('values' in value) {
    const count = value.values.length
    parts.push(Uint8Array.of((Math.min(count, 15) << 4) | value.of))
    if (count >= 15) parts.push(varint(BigInt(count)))
    for (const one of value.values) writeValue(parts, value.of, one)
  } else {
    parts.push(varint(BigInt(value.entries.length)))
    if (value.entries.length > 0) parts.push(Uint8Array.of((value.key << 4) | value.value))
    for (const [key, one] of value.entries) {
      writeValue(parts, value.key, key)
      writeValue(parts, value.value, one)
    }
  }
}

/** Seven bits for each byte, the lowest first. */
export function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (; value >= 0x80n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80)
  bytes.push(Number(value))
  return Uint8Array.from(bytes)
}

const integer = (value: bigint): Uint8Array => varint(value < 0n ? ((-value - 1n) << 1n) | 1n : value << 1n)
