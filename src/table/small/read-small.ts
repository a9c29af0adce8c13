import { fewBytesOf } from '../../util/read-file.ts'
import { rowMaker } from '../codec/decode/row-maker.ts'
import type { Field } from '../codec/types/data-type.ts'
import { footerIn, integerOf, isText, pagesOf, rowsField, structOf, structsOf } from '../engine/parquet-footer.ts'
import { readThriftAt, readVarint, type ThriftList, type ThriftStruct } from '../engine/thrift.ts'
import { createdBy, physicalTypes } from './small-parquet.ts'
import { type SmallType, smallType } from './small-table.ts'

/**
 * The rows of a file that `parquetBytes` made, in these fields. `undefined` for any other file, or a damaged one, which
 * DuckDB then reads or reports.
 */
export function readSmall(path: string, fields: readonly Field[]): object[] | undefined {
  if (!fields.every((field) => smallType(field) !== undefined)) return undefined
  try {
    const bytes = fewBytesOf(path)
    return bytes && rowsIn(bytes, fields)
  } catch {
    return undefined
  }
}

const footerOf = { groups: 4, createdBy: 6 } as const
const chunkOf = { columns: 1, metadata: 3, type: 1, path: 3 } as const

function rowsIn(bytes: Buffer, fields: readonly Field[]): object[] | undefined {
  const footer = footerIn(bytes)
  if (!isText(footer.get(footerOf.createdBy)?.value, createdBy)) return undefined
  const count = Number(integerOf(footer, rowsField))
  const [group, ...others] = structsOf(footer, footerOf.groups)
  if (group === undefined || others.length > 0) return undefined
  const chunks = structsOf(group, chunkOf.columns).map((chunk) => structOf(chunk.get(chunkOf.metadata)?.value))
  const columns: unknown[][] = []
  for (const field of fields) {
    const type = smallType(field) as SmallType
    const chunk = chunks.find((one) => isText(nameOf(one), field.name))
    if (chunk === undefined || integerOf(chunk, chunkOf.type) !== physicalTypes[type]) return undefined
    columns.push(valuesIn(bytes, chunk, { count, type, nothing: field.optional === true ? undefined : null }))
  }
  return rowMaker(fields)(columns, count)
}

const nameOf = (chunk: ThriftStruct) => (chunk.get(chunkOf.path)?.value as ThriftList | undefined)?.values[0]

interface Column {
  readonly count: number
  readonly type: SmallType
  /** The value for a row that has none. */
  readonly nothing: null | undefined
}

function valuesIn(bytes: Buffer, chunk: ThriftStruct, { count, type, nothing }: Column): unknown[] {
  const { end: levels } = readThriftAt(bytes, pagesOf(chunk).at)
  const reader = { bytes, at: levels + 4 }
  readVarint(reader)
  const flags = reader.at
  const next = nextOf(bytes, type, levels + 4 + bytes.readUInt32LE(levels))
  return Array.from({ length: count }, (_, row) => (isSet(bytes, flags, row) ? next() : nothing))
}

const isSet = (bytes: Buffer, at: number, bit: number): boolean => (bytes[at + (bit >> 3)]! & (1 << (bit & 7))) !== 0

/** Returns one value after another. @throws RangeError behind the end of the bytes. */
function nextOf(bytes: Buffer, type: SmallType, from: number): () => unknown {
  let at = from
  let bit = 0
  const past = (length: number) => {
    at += length
    return at - length
  }
  switch (type) {
    case 'BOOLEAN':
      return () => isSet(bytes, from, bit++)
    case 'BIGINT':
      return () => bytes.readBigInt64LE(past(8))
    case 'DOUBLE':
      return () => bytes.readDoubleLE(past(8))
    case 'VARCHAR':
      return () => {
        const length = bytes.readUInt32LE(past(4))
        const start = past(length)
        if (at > bytes.length) throw new RangeError('text that ends behind its page')
        return bytes.toString('utf8', start, start + length)
      }
  }
}
