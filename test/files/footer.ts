import { crc32 } from 'node:zlib'
import { structOf, structsOf } from '../../src/table/engine/parquet-footer.ts'
import {
  readThrift,
  readThriftAt,
  type ThriftField,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  thrift,
  varint,
  writeThrift,
} from '../../src/table/engine/thrift.ts'

/** A Parquet file with a footer that was edited: the leaf of the schema, and the metadata of its columns. */
export function withLeaf(bytes: Buffer, name: string, edit: (leaf: ThriftStruct) => void): Buffer {
  const length = bytes.readUInt32LE(bytes.length - 8)
  const footer = readThrift(bytes.subarray(-8 - length, -8))
  const list = (of: ThriftStruct, id: number) => {
    const { value } = of.get(id) as ThriftField
    return (value as ThriftList).values as readonly ThriftStruct[]
  }
  const leaves = list(footer, 2).filter((one) => !one.has(5) || one.get(5)?.value === 0n)
  const index = leaves.findIndex((one) => Buffer.from(one.get(4)?.value as Uint8Array).toString() === name)
  const leaf = leaves[index] as ThriftStruct
  edit(leaf)
  for (const group of list(footer, 4)) {
    const metadata = list(group, 1)[index]?.get(3)?.value as ThriftStruct
    metadata.set(1, leaf.get(1) as { type: number; value: ThriftValue })
    metadata.delete(12)
  }
  const made = writeThrift(footer)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(made.length)
  end.write('PAR1', 4)
  return Buffer.concat([bytes.subarray(0, -8 - length), made, end])
}

const maximumOf = (length: number): ThriftStruct =>
  new Map([[1, { type: thrift.binary, value: Buffer.alloc(length, 'z') }]])

/** A Parquet file of one column chunk with the checksum of each page, as other writers leave them: DuckDB makes none. */
export function withChecksums(bytes: Buffer, statisticsBytes = 0): Buffer {
  const length = bytes.readUInt32LE(bytes.length - 8)
  const body = bytes.length - 8 - length
  const pages: Buffer[] = []
  for (let at = 4; at < body; ) {
    const { struct: header, end } = readThriftAt(bytes, at)
    const data = bytes.subarray(end, end + Number(header.get(3)?.value))
    const page = structOf(header.get(5)?.value)
    if (statisticsBytes > 0) page.set(5, { type: thrift.struct, value: maximumOf(statisticsBytes) })
    header.set(4, { type: thrift.i32, value: BigInt(crc32(data) | 0) })
    pages.push(writeThrift(new Map([...header].toSorted(([a], [b]) => a - b))), data)
    at = end + data.length
  }
  const footer = readThrift(bytes.subarray(body, -8))
  const whole = Buffer.concat(pages)
  for (const chunk of structsOf(footer, 4).flatMap((group) => structsOf(group, 1)))
    structOf(chunk.get(3)?.value).set(7, { type: thrift.i64, value: BigInt(whole.length) })
  const made = writeThrift(footer)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(made.length)
  end.write('PAR1', 4)
  return Buffer.concat([bytes.subarray(0, 4), whole, made, end])
}

const integer = (value: number) => ({ type: thrift.i32, value: BigInt(value) })
const struct = (...fields: [number, ThriftStruct | boolean][]): ThriftStruct =>
  new Map(
    fields.map(([id, value]) => [
      id,
      { type: typeof value === 'boolean' ? (value ? thrift.true : thrift.false) : thrift.struct, value },
    ]),
  )
const plain = (leaf: ThriftStruct) => [6, 7, 8, 10].map((id) => leaf.delete(id))

/** The meaning that the stored values of a leaf are given. */
export const meaning = {
  /** Of an INTERVAL. */
  int96(leaf: ThriftStruct) {
    plain(leaf)
    leaf.delete(2)
    leaf.set(1, integer(3))
  },
  /** Of a BLOB: its digits, the highest byte first. */
  decimal: (digits: number, scale: number) => (leaf: ThriftStruct) => {
    plain(leaf)
    leaf.set(6, integer(5)).set(7, integer(scale)).set(8, integer(digits))
  },
  /** Of a BIGINT: nanoseconds in UTC. */
  instant(leaf: ThriftStruct) {
    plain(leaf)
    leaf.set(10, { type: thrift.struct, value: struct([8, struct([1, true], [2, struct([3, struct()])])]) })
  },
  /** Of a BIGINT: nanoseconds since midnight. */
  time: (isUtc: boolean) => (leaf: ThriftStruct) => {
    plain(leaf)
    leaf.set(10, { type: thrift.struct, value: struct([7, struct([1, isUtc], [2, struct([3, struct()])])]) })
  },
}

/** A file of one column of vectors, not packed, in these pages: one may end within a row, as some writers end them. */
export function withVectorPages(bytes: Buffer, rows: readonly Float32Array[], ends: readonly number[]): Buffer {
  const starts = rows.flatMap((row) => [...row].map((_, index) => index === 0))
  const values = rows.flatMap((row) => [...row])
  const pages = ends.map((end, index) => {
    const from = ends[index - 1] ?? 0
    return pageOfVectors(values.slice(from, end), starts.slice(from, end))
  })
  const whole = Buffer.concat(pages)
  const length = bytes.readUInt32LE(bytes.length - 8)
  const footer = readThrift(bytes.subarray(-8 - length, -8))
  for (const chunk of structsOf(footer, 4).flatMap((group) => structsOf(group, 1)))
    for (const size of [6, 7])
      structOf(chunk.get(3)?.value).set(size, { type: thrift.i64, value: BigInt(whole.length) })
  const made = writeThrift(footer)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(made.length)
  end.write('PAR1', 4)
  return Buffer.concat([bytes.subarray(0, 4), whole, made, end])
}

function pageOfVectors(values: readonly number[], starts: readonly boolean[]): Buffer {
  const sized = (levels: Buffer) => Buffer.concat([lengthOf(levels.length), levels])
  const repetitions = Buffer.alloc(Math.ceil(starts.length / 8))
  for (const [index, isStart] of starts.entries()) if (!isStart) repetitions[index >> 3]! |= 1 << (index & 7)
  const packed = Buffer.concat([varint(BigInt((repetitions.length << 1) | 1)), repetitions])
  const present = Buffer.concat([varint(BigInt(values.length << 1)), Buffer.from([3])])
  const floats = Buffer.from(Float32Array.from(values).buffer)
  const body = Buffer.concat([sized(packed), sized(present), floats])
  const i32 = (value: number): ThriftField => ({ type: thrift.i32, value: BigInt(value) })
  const about: ThriftStruct = new Map([values.length, 0, 3, 3].map((value, index) => [index + 1, i32(value)]))
  const header: ThriftStruct = new Map([0, body.length, body.length].map((value, index) => [index + 1, i32(value)]))
  header.set(5, { type: thrift.struct, value: about })
  return Buffer.concat([writeThrift(header), body])
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes)
  return length
}
