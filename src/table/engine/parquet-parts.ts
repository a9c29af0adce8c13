import { type FileHandle, open } from 'node:fs/promises'
import { type Footer, integerOf, magic, readAt, readFooter, rowsField } from './parquet-footer.ts'
import { type ThriftList, type ThriftStruct, type ThriftValue, writeThrift } from './thrift.ts'

/** One Parquet file, put together of files of the same schema. */
export interface ParquetParts {
  /** Adds the rows of a file behind those that are there. */
  append(part: string): Promise<void>
  /** Writes the footer, without which the file is no Parquet file. */
  finish(): Promise<void>
  close(): Promise<void>
}

const pieceBytes = 2 ** 20

/**
 * Row groups are taken as they are, bytes and all, and no value is looked at. A file begins with four bytes, then come
 * row groups and their Bloom filters, then the footer, which says where in the file each of them is. Source:
 * https://github.com/apache/parquet-format, src/main/thrift/parquet.thrift.
 */
export async function openParquetParts(file: string): Promise<ParquetParts> {
  const target = await open(file, 'wx')
  let size = magic.length
  let first: ThriftStruct | undefined
  let rows = 0n
  const groups: ThriftValue[] = []
  await target.appendFile(magic)
  return {
    async append(part) {
      const source = await open(part)
      try {
        const { footer, bodyEnd } = await footerOfPart(source)
        const shift = BigInt(size - magic.length)
        for (const group of listOf(footer, fields.rowGroups)) groups.push(shifted(group, shift, groups.length))
        rows += integerOf(footer, fields.rows)
        first ??= footer
        size += await copyBody(source, bodyEnd, target)
      } finally {
        await source.close()
      }
    },
    async finish() {
      if (first === undefined) throw new Error(`${file} has no parts`)
      const footer = new Map(first)
      footer.set(fields.rows, { ...first.get(fields.rows)!, value: rows })
      const list = first.get(fields.rowGroups)!
      footer.set(fields.rowGroups, { ...list, value: { ...(list.value as ThriftList), values: groups } })
      const text = writeThrift(footer)
      const tail = Buffer.alloc(4)
      tail.writeUInt32LE(text.length)
      await target.appendFile(Buffer.concat([text, tail, magic]))
    },
    close: () => target.close(),
  }
}

/** The numbers of the fields that are looked at. */
const fields = { rows: rowsField, rowGroups: 4 }
const group = { columns: 1, offset: 5, ordinal: 7 }
const chunk = { offset: 2, column: 3, offsetIndex: 4, columnIndex: 6 }
const column = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 }

function shifted(value: ThriftValue, by: bigint, ordinal: number): ThriftStruct {
  const moved = moveFields(value as ThriftStruct, [group.offset], by)
  const field = moved.get(group.ordinal)
  if (field !== undefined) moved.set(group.ordinal, { ...field, value: BigInt(ordinal) })
  const columns = moved.get(group.columns)!
  const values = (columns.value as ThriftList).values.map((item) => {
    const at = moveFields(item as ThriftStruct, [chunk.offset, chunk.offsetIndex, chunk.columnIndex], by)
    const of = at.get(chunk.column)
    if (of === undefined) throw new Error('the columns of a Parquet file are described in another one')
    return at.set(chunk.column, { ...of, value: moveFields(of.value as ThriftStruct, Object.values(column), by) })
  })
  return moved.set(group.columns, { ...columns, value: { ...(columns.value as ThriftList), values } })
}

/** An offset of 0 means that there is none, and stays. */
function moveFields(struct: ThriftStruct, ids: readonly number[], by: bigint) {
  const moved = new Map(struct)
  for (const id of ids) {
    const field = moved.get(id)
    if (field !== undefined && (field.value as bigint) > 0n)
      moved.set(id, { ...field, value: (field.value as bigint) + by })
  }
  return moved
}

const listOf = (struct: ThriftStruct, id: number): readonly ThriftValue[] =>
  (struct.get(id)!.value as ThriftList).values

async function footerOfPart(source: FileHandle): Promise<Footer> {
  try {
    return await readFooter(source)
  } catch (cause) {
    throw new Error('a part is not a whole Parquet file', { cause })
  }
}

/** Returns the number of copied bytes. */
async function copyBody(source: FileHandle, bodyEnd: number, target: FileHandle): Promise<number> {
  for (let from = magic.length; from < bodyEnd; from += pieceBytes)
    await target.appendFile(await readAt(source, from, Math.min(pieceBytes, bodyEnd - from)))
  return bodyEnd - magic.length
}
