import { magic, tailBytes } from '../engine/parquet-footer.ts'
import { type ThriftField, type ThriftStruct, type ThriftValue, thrift, varint, writeThrift } from '../engine/thrift.ts'
import type { SmallColumn, SmallTable, SmallType, SmallValue } from './small-table.ts'

/**
 * A Parquet file that any reader can read: one row group with one page for each column, plain and uncompressed. Source
 * of the numbers: https://github.com/apache/parquet-format, src/main/thrift/parquet.thrift.
 */
export function parquetBytes({ rows, columns }: SmallTable): Buffer {
  const chunks: Buffer[] = [magic]
  const described: ThriftStruct[] = []
  let size = magic.length
  for (const column of columns) {
    const bytes = pageOf(column)
    described.push(chunkOf(column, { at: size, length: bytes.length, rows }))
    chunks.push(bytes)
    size += bytes.length
  }
  const groupBytes = BigInt(size - magic.length)
  const footer = writeThrift(
    struct({
      1: i32(1),
      2: list(thrift.struct, [rootOf(columns), ...columns.map(elementOf)]),
      3: i64(rows),
      4: list(thrift.struct, [struct({ 1: list(thrift.struct, described), 2: i64(groupBytes), 3: i64(rows) })]),
      6: binary(createdBy),
    }),
  )
  const tail = Buffer.alloc(tailBytes)
  tail.writeUInt32LE(footer.length, 0)
  magic.copy(tail, 4)
  return Buffer.concat([...chunks, footer, tail])
}

/** Marks a file as one of these for a reader. */
export const createdBy = 'assetstore version 1.0.0 (build small)'

export const physicalTypes: Readonly<Record<SmallType, bigint>> = { BOOLEAN: 0n, BIGINT: 2n, DOUBLE: 5n, VARCHAR: 6n }
const convertedTypes: Partial<Readonly<Record<SmallType, number>>> = { VARCHAR: 0, BIGINT: 18 }
const [required, optional] = [0, 1]
const [plain, runs] = [0, 3]

const i32 = (value: number): ThriftField => ({ type: thrift.i32, value: BigInt(value) })
const i64 = (value: number | bigint): ThriftField => ({ type: thrift.i64, value: BigInt(value) })
const binary = (text: string): ThriftField => ({ type: thrift.binary, value: Buffer.from(text) })
const list = (of: number, values: readonly ThriftValue[]): ThriftField => ({ type: thrift.list, value: { of, values } })
const nested = (value: ThriftStruct): ThriftField => ({ type: thrift.struct, value })
const struct = (fields: Readonly<Record<number, ThriftField>>): ThriftStruct =>
  new Map(Object.entries(fields).map(([id, field]) => [Number(id), field]))

const rootOf = (columns: readonly SmallColumn[]): ThriftStruct =>
  struct({ 3: i32(required), 4: binary('schema'), 5: i32(columns.length) })

function elementOf({ field, type }: SmallColumn): ThriftStruct {
  const converted = convertedTypes[type]
  return struct({
    1: i32(Number(physicalTypes[type])),
    3: i32(optional),
    4: binary(field.name),
    ...(converted === undefined ? {} : { 6: i32(converted) }),
  })
}

interface Page {
  readonly at: number
  readonly length: number
  readonly rows: number
}

function chunkOf({ field, type }: SmallColumn, { at, length, rows }: Page): ThriftStruct {
  const encodings = [plain, runs].map(BigInt)
  const metadata = struct({
    1: i32(Number(physicalTypes[type])),
    2: list(thrift.i32, encodings),
    3: list(thrift.binary, [Buffer.from(field.name)]),
    4: i32(0),
    ...{ 5: i64(rows), 6: i64(length), 7: i64(length), 9: i64(at) },
  })
  return struct({ 2: i64(at), 3: nested(metadata) })
}

function pageOf({ type, values }: SmallColumn): Buffer {
  const present = values.filter((value) => value !== null)
  const body = Buffer.concat([levelsOf(values), ...plainValues(type, present)])
  const levels = { 2: i32(plain), 3: i32(runs), 4: i32(runs) }
  const header = struct({
    ...{ 1: i32(0), 2: i32(body.length), 3: i32(body.length) },
    5: nested(struct({ 1: i32(values.length), ...levels })),
  })
  return Buffer.concat([writeThrift(header), body])
}

/** Which rows have a value: one bit each, in bytes. */
function levelsOf(values: readonly SmallValue[]): Buffer {
  const bits = bitsOf(values.map((value) => value !== null))
  const head = varint(BigInt((bits.length << 1) | 1))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length + bits.length)
  return Buffer.concat([length, head, bits])
}

function bitsOf(flags: readonly boolean[]): Buffer {
  const bits = Buffer.alloc(Math.ceil(flags.length / 8))
  for (const [index, flag] of flags.entries()) if (flag) bits[index >> 3]! |= 1 << (index & 7)
  return bits
}

function plainValues(type: SmallType, values: readonly SmallValue[]): readonly Buffer[] {
  if (type === 'BOOLEAN') return [bitsOf(values as readonly boolean[])]
  if (type === 'VARCHAR') return (values as readonly Buffer[]).flatMap((text) => [lengthOf(text), text])
  const bytes = Buffer.alloc(values.length * 8)
  for (const [index, value] of values.entries()) {
    if (type === 'DOUBLE') bytes.writeDoubleLE(value as number, index * 8)
    else bytes.writeBigInt64LE(value as bigint, index * 8)
  }
  return [bytes]
}

function lengthOf(text: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return length
}
