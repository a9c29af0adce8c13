/**
 * Values of Thrift's compact protocol, in which the footer of a Parquet file is written: what is read is written again
 * as it was, whether or not its meaning is known here. Source: https://github.com/apache/thrift,
 * doc/specs/thrift-compact-protocol.md.
 */
export type ThriftValue = bigint | boolean | Buffer | ThriftList | ThriftStruct

export interface ThriftList {
  readonly of: number
  readonly items: readonly ThriftValue[]
}
/** By the numbers of the fields, in the order in which they stand. */
export type ThriftStruct = ReadonlyMap<number, { readonly type: number; readonly value: ThriftValue }>

const types = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 }

export function readStruct(bytes: Buffer): ThriftStruct {
  let at = 0
  const byte = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw new Error('the footer of a Parquet file ends too early')
    return value
  }
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const part = byte()
      value |= BigInt(part & 127) << shift
      if (part < 128) return value
    }
  }
  const integer = (): bigint => {
    const value = varint()
    return (value >> 1n) ^ -(value & 1n)
  }
  const raw = (length: number): Buffer => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const list = (): ThriftList => {
    const head = byte()
    const size = head >> 4 === 15 ? Number(varint()) : head >> 4
    const of = head & 15
    return { of, items: Array.from({ length: size }, () => (of <= types.false ? byte() === types.true : value(of))) }
  }
  const struct = (): ThriftStruct => {
    const fields = new Map<number, { type: number; value: ThriftValue }>()
    for (let id = 0; ; ) {
      const head = byte()
      if (head === 0) return fields
      id = head >> 4 === 0 ? Number(integer()) : id + (head >> 4)
      const type = head & 15
      fields.set(id, { type, value: value(type) })
    }
  }
  const value = (type: number): ThriftValue => {
    switch (type) {
      case types.true:
      case types.false:
        return type === types.true
      case types.byte:
        return raw(1)
      case types.i16:
      case types.i32:
      case types.i64:
        return integer()
      case types.double:
        return raw(8)
      case types.binary:
        return raw(Number(varint()))
      case types.list:
      case types.set:
        return list()
      case types.struct:
        return struct()
      default:
        throw new Error(`the footer of a Parquet file has a value of the type ${type}`)
    }
  }
  return struct()
}

export function writeStruct(fields: ThriftStruct): Buffer {
  const parts: Buffer[] = []
  pushStruct(parts, fields)
  return Buffer.concat(parts)
}

function pushStruct(parts: Buffer[], fields: ThriftStruct): void {
  let last = 0
  for (const [id, { type, value }] of fields) {
    const step = id - last
    const head = typeof value === 'boolean' ? (value ? types.true : types.false) : type
    if (step > 0 && step < 16) parts.push(Buffer.of((step << 4) | head))
    else parts.push(Buffer.of(head), integerBytes(BigInt(id)))
    if (typeof value !== 'boolean') pushValue(parts, type, value)
    last = id
  }
  parts.push(Buffer.of(0))
}

function pushValue(parts: Buffer[], type: number, value: ThriftValue): void {
  if (typeof value === 'boolean') parts.push(Buffer.of(value ? types.true : types.false))
  else if (typeof value === 'bigint') parts.push(integerBytes(value))
  else if (Buffer.isBuffer(value)) {
    if (type === types.binary) parts.push(varintBytes(BigInt(value.length)))
    parts.push(value)
  } else if (value instanceof Map) pushStruct(parts, value)
  else pushList(parts, value as ThriftList)
}

function pushList(parts: Buffer[], { of, items }: ThriftList): void {
  if (items.length < 15) parts.push(Buffer.of((items.length << 4) | of))
  else parts.push(Buffer.of((15 << 4) | of), varintBytes(BigInt(items.length)))
  for (const item of items) pushValue(parts, of, item)
}

/** Zigzag: the sign is the last bit. */
const integerBytes = (value: bigint): Buffer => varintBytes(value < 0n ? -2n * value - 1n : 2n * value)

function varintBytes(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
