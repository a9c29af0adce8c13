import { constants, copyFile, type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { scratchFolder } from '../../../store/scratch.ts'
import {
  integerOf,
  magic,
  pagesOf,
  readAt,
  readFooter,
  structOf,
  structsOf,
  tailBytes,
} from '../../engine/parquet-footer.ts'
import { type ThriftStruct, thrift, writeThrift } from '../../engine/thrift.ts'
import { fileMistake } from '../file-mistake.ts'

/**
 * Members of the structures of a footer:
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
const file = { schema: 2, rowGroups: 4 } as const
const element = { type: 1, bytes: 2, name: 4, children: 5, converted: 6, scale: 7, precision: 8, logical: 10 } as const
const rowGroup = { columns: 1 } as const
const chunk = { metadata: 3, columnIndex: 6, columnIndexBytes: 7 } as const
const metadata = { type: 1, statistics: 12, bloom: 14, bloomBytes: 15 } as const
const physical = { int96: 3n, fixedBytes: 7n } as const
/** The converted type of 12 bytes. */
const interval = 21n
/** The logical types `TIME` and `TIMESTAMP`: their first member tells whether they are in UTC, the second the unit. */
const [time, timestamp, isUtc, unit, nanos] = [7, 8, 1, 2, 3]
const mostDigits = 38n

interface RawFile {
  readonly place: string
  /** For the message. */
  readonly path: string
  /** The columns that get raw values. */
  readonly columns: ReadonlySet<string>
  /** Whether only these columns are copied, so that nothing else can be read from the copy. */
  readonly only: boolean
}
export interface RawCopies {
  /** The path of a copy with raw values. */
  make(file: RawFile): Promise<string>
  remove(): Promise<void>
}

/** Makes copies in a folder of their own, which exist until they have been read. */
export function rawCopies(): RawCopies {
  let folder: string | undefined
  let count = 0
  return {
    async make(file) {
      folder ??= scratchFolder('parquet')
      const copy = join(folder, `${count++}.parquet`)
      await copyWithRawValues(file, copy)
      return copy
    },
    async remove() {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A copy of a Parquet file whose footer declares the values that DuckDB would read with a loss as the integers or bytes
 * in which they are stored: the same pages at the same places, and behind them a footer without the logical types of
 * those columns. An INT96 is declared as an interval, which also has 12 bytes.
 *
 * @throws AssetError `ASSET_VALUE` where the footer cannot be read.
 */
async function copyWithRawValues({ place, path, columns, only }: RawFile, copy: string): Promise<void> {
  if (!only) await copyFile(place, copy, constants.COPYFILE_FICLONE)
  const from = await open(place, 'r')
  const to = await open(copy, only ? 'w' : 'r+')
  try {
    const { footer, size } = await readFooter(from)
    const chunks = forgetMeaning(footer, columns)
    if (only) for (const one of chunks) await copyBytes(from, to, one)
    const bytes = writeThrift(footer)
    const end = Buffer.alloc(tailBytes)
    end.writeUInt32LE(bytes.length, 0)
    magic.copy(end, 4)
    if (only) await to.write(magic, 0, magic.length, 0)
    await to.write(Buffer.concat([bytes, end]), 0, null, size)
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error
    const problem = `has a footer that cannot be read: ${error.message}`
    throw fileMistake({ path, problem, fix: 'write the file again, or leave it out of the glob' })
  } finally {
    await from.close()
    await to.close()
  }
}

interface Bytes {
  readonly at: number
  readonly length: number
}

const mostAtOnce = 8 * 2 ** 20

async function copyBytes(from: FileHandle, to: FileHandle, { at, length }: Bytes): Promise<void> {
  for (let done = 0; done < length; done += mostAtOnce) {
    const bytes = await readAt(from, at + done, Math.min(mostAtOnce, length - done))
    await to.write(bytes, 0, bytes.length, at + done)
  }
}

/** Removes the logical types of the columns, and returns the places of their bytes. */
function forgetMeaning(footer: ThriftStruct, columns: ReadonlySet<string>): readonly Bytes[] {
  const leaves = leavesOf(structsOf(footer, file.schema))
  const changed = leaves.map(({ leaf, column }) => columns.has(column) && forgetElement(leaf))
  const chunks: Bytes[] = []
  for (const group of structsOf(footer, file.rowGroups)) {
    for (const [index, column] of structsOf(group, rowGroup.columns).entries()) {
      const of = structOf(column.get(chunk.metadata)?.value)
      if (columns.has(leaves[index]?.column ?? '')) chunks.push(pagesOf(of))
      if (changed[index] !== true) continue
      of.set(metadata.type, { type: thrift.i32, value: integerOf(leaves[index]?.leaf as ThriftStruct, element.type) })
      // Statistics and filters are removed, since they are about values with the removed meaning.
      for (const id of [metadata.statistics, metadata.bloom, metadata.bloomBytes]) of.delete(id)
      for (const id of [chunk.columnIndex, chunk.columnIndexBytes]) column.delete(id)
    }
  }
  return chunks
}

interface Leaf {
  readonly leaf: ThriftStruct
  /** The column that it is part of. */
  readonly column: string
}

/** The schema is a flat list: each group is followed by its members. */
function leavesOf([, ...elements]: readonly ThriftStruct[]): readonly Leaf[] {
  const leaves: Leaf[] = []
  let [inside, column] = [0n, '']
  for (const one of elements) {
    if (inside === 0n) column = Buffer.from(one.get(element.name)?.value as Uint8Array).toString()
    else inside -= 1n
    const children = integerOf(one, element.children)
    inside += children
    if (children === 0n) leaves.push({ leaf: one, column })
  }
  return leaves
}

/** Removes a logical type whose values DuckDB would read with a loss; returns whether there was one. */
function forgetElement(leaf: ThriftStruct): boolean {
  const isOld = integerOf(leaf, element.type) === physical.int96
  if (!isOld && integerOf(leaf, element.precision) <= mostDigits && !isNanos(leaf)) return false
  for (const id of [element.converted, element.scale, element.precision, element.logical]) leaf.delete(id)
  if (!isOld) return true
  leaf.set(element.type, { type: thrift.i32, value: physical.fixedBytes })
  leaf.set(element.bytes, { type: thrift.i32, value: 12n })
  leaf.set(element.converted, { type: thrift.i32, value: interval })
  return true
}

/** False for a timestamp without a zone, which is read without loss. */
function isNanos(leaf: ThriftStruct): boolean {
  const logical = structOf(leaf.get(element.logical)?.value)
  const kind = structOf((logical.get(time) ?? logical.get(timestamp))?.value)
  if (!structOf(kind.get(unit)?.value).has(nanos)) return false
  return logical.has(time) || kind.get(isUtc)?.value === true
}
