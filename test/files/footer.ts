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
