import { zstdDecompressSync } from 'node:zlib'
import { structOf } from '../engine/parquet-footer.ts'
import { type ThriftStruct, thrift } from '../engine/thrift.ts'
import { areHighest, eachLevel, type Levels, zerosOf } from './levels.ts'
import { unpackLz4 } from './lz4-block.ts'

/** The rows of a page of vectors: lists of FLOATs, of which each may be null. */
export interface VectorPage {
  readonly rows: number
  /** A copy that does not refer to the page; `null` where the row has no list. */
  vectorAt(row: number): Float32Array | null
}

export type Room = (length: number) => Uint8Array<ArrayBuffer>

/** Numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. */
const codecs = { uncompressed: 0n, zstd: 6n, lz4: 7n } as const
const header = { type: 1, size: 2, packedSize: 3, data: 5 } as const
const data = { count: 1, encoding: 2, definitions: 3, repetitions: 4 } as const
const dataPage = 0
const plain = 0
const runLength = 3

export const isReadCodec = (codec: bigint): boolean => Object.values<bigint>(codecs).includes(codec)

export const packedSizeOf = (page: ThriftStruct): number => int32Of(page, header.packedSize)

/** DuckDB takes no other type of integers here, so that a damaged page is an error in either reader. */
function int32Of(struct: ThriftStruct, id: number): number {
  const field = struct.get(id)
  if (field?.type !== thrift.i32) throw new RangeError('a page whose header lacks a number')
  return Number(field.value)
}

/** A page as it is in the file. */
export interface PackedPage {
  readonly header: ThriftStruct
  readonly bytes: Uint8Array
  readonly codec: bigint
}

/**
 * @param room Returns memory to unpack into; the page is valid until the next call of it.
 * @throws RangeError, and errors of zlib, for a page of another kind or a damaged one.
 */
export function vectorPage({ header: page, bytes: packed, codec }: PackedPage, room: Room): VectorPage {
  const about = structOf(page.get(header.data)?.value)
  const isPlain =
    int32Of(page, header.type) === dataPage &&
    int32Of(about, data.encoding) === plain &&
    int32Of(about, data.definitions) === runLength &&
    int32Of(about, data.repetitions) === runLength
  if (!isPlain) throw new RangeError('a page of another kind')
  const bytes = room(int32Of(page, header.size))
  unpack(packed, codec, bytes)
  const count = int32Of(about, data.count)
  const repetitions = { ...levelsAt(bytes, 0, count), bits: 1 } as const
  const definitions = { ...levelsAt(bytes, repetitions.end, count), bits: 2 } as const
  const lists = areHighest(definitions) ? wholeLists(repetitions) : listsOf(repetitions, definitions)
  const floats = floatsIn(bytes, definitions.end, lists.ends.at(-1)!)
  return {
    rows: lists.ends.length,
    vectorAt: (row) => {
      const [from, to] = [row === 0 ? 0 : lists.ends[row - 1]!, lists.ends[row]!]
      return from === to && lists.nulls?.has(row) ? null : floats.slice(from, to)
    },
  }
}

/** Moves the values to an address where floats can begin; it overwrites only bytes that were read. */
function floatsIn(bytes: Uint8Array<ArrayBuffer>, at: number, count: number): Float32Array {
  if (at + 4 * count > bytes.length) throw new RangeError('a page with too few values')
  const aligned = at - ((bytes.byteOffset + at) % 4)
  bytes.copyWithin(aligned, at, at + 4 * count)
  return new Float32Array(bytes.buffer, bytes.byteOffset + aligned, count)
}

function unpack(packed: Uint8Array, codec: bigint, out: Uint8Array): void {
  if (codec === codecs.lz4) {
    unpackLz4(packed, out)
    return
  }
  const bytes = codec === codecs.zstd ? zstdDecompressSync(packed, { maxOutputLength: out.length }) : packed
  if (bytes.length !== out.length) throw new RangeError('a page of another length')
  out.set(bytes)
}

/** The levels after their length in bytes. */
function levelsAt(bytes: Uint8Array, at: number, count: number): Omit<Levels, 'bits'> {
  if (at + 4 > bytes.length) throw new RangeError('a page that ends too early')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
  if (at + 4 + length > bytes.length) throw new RangeError('a page that ends too early')
  return { bytes, at: at + 4, end: at + 4 + length, count }
}

/** For each row, where its values end, counted in values; and the rows without a list. */
interface Lists {
  readonly ends: readonly number[]
  readonly nulls?: ReadonlySet<number>
}

/** For a page in which every level belongs to a value: a row begins where the repetition level is 0. */
function wholeLists(repetitions: Levels & { readonly bits: 1 }): Lists {
  const [first, ...starts] = zerosOf(repetitions)
  if (first !== 0) throw new RangeError('a page that begins within a row')
  return { ends: [...starts, repetitions.count] }
}

/** The definition levels: the list is null, it is empty, its element is null, or there is a value. */
const defined = { null: 0, empty: 1, element: 2 } as const

function listsOf(repetitions: Levels, definitions: Levels): Lists {
  const [repeated, levels] = [eachLevel(repetitions), eachLevel(definitions)]
  const ends: number[] = []
  const nulls = new Set<number>()
  let values = 0
  for (let index = 0; index < levels.length; index++) {
    if (repeated[index] === 0) ends.push(values)
    if (ends.length === 0) throw new RangeError('a page that begins within a row')
    if (levels[index] === defined.element) throw new RangeError('a list with a null')
    if (levels[index] === defined.null) nulls.add(ends.length - 1)
    else if (levels[index] !== defined.empty) ends[ends.length - 1] = ++values
  }
  return { ends, nulls }
}
