import { type FileHandle, open } from 'node:fs/promises'
import {
  type Footer,
  integerOf,
  isText,
  pagesOf,
  readFooter,
  rowsField,
  structOf,
  structsOf,
} from '../engine/parquet-footer.ts'
import { readThriftAt, type ThriftList, type ThriftStruct } from '../engine/thrift.ts'
import { isReadCodec, packedSizeOf, type Room, type VectorPage, vectorPage } from './vector-page.ts'

/** The vectors of one column, in the order of the rows. */
export interface VectorColumn extends AsyncDisposable {
  /** The number of rows of all files, by their footers. */
  readonly rows: number
  /** The vectors of the next rows. @throws RangeError behind the last row, and for a page that DuckDB has to read. */
  take(count: number): Promise<unknown[]>
}

interface Chunk {
  readonly file: string
  readonly at: number
  readonly length: number
  readonly codec: bigint
  readonly rows: number
}

/** Numbers of the fields of a footer: see `vector-page.ts` for their source. */
const footerOf = { schema: 2, groups: 4 } as const
const element = { type: 1, repetition: 3, name: 4, children: 5 } as const
const group = { columns: 1, rows: 3 } as const
const chunk = { metadata: 3 } as const
const metadata = { type: 1, encodings: 2, path: 3, codec: 4 } as const
const optional = 1n
const repeated = 2n
const float = 4n
/** PLAIN, and RLE, which levels have. */
const readEncodings: ReadonlySet<unknown> = new Set([0n, 3n])

/** `undefined` where a file has the column in another form than this framework writes. */
export async function openVectorColumn(
  files: readonly string[],
  { name, nothing }: { readonly name: string; readonly nothing: null | undefined },
): Promise<VectorColumn | undefined> {
  const chunks: Chunk[] = []
  let rows = 0
  for (const file of files) {
    await using source = await open(file)
    const footer = await readFooter(source)
    const own = chunksOf(footer, file, name)
    if (own === undefined) return undefined
    chunks.push(...own)
    rows += Number(integerOf(footer.footer, rowsField))
  }
  return vectorsOf(chunks, { rows, nothing })
}

function chunksOf({ footer }: Footer, file: string, name: string): readonly Chunk[] | undefined {
  if (!isVector(structsOf(footer, footerOf.schema), name)) return undefined
  const chunks: Chunk[] = []
  for (const one of structsOf(footer, footerOf.groups)) {
    const about = structsOf(one, group.columns)
      .map((column) => structOf(column.get(chunk.metadata)?.value))
      .find((column) => isText(listIn(column, metadata.path)[0], name))
    if (about === undefined) return undefined
    const codec = integerOf(about, metadata.codec)
    const isRead =
      integerOf(about, metadata.type) === float &&
      isReadCodec(codec) &&
      listIn(about, metadata.encodings).every((encoding) => readEncodings.has(encoding))
    if (!isRead) return undefined
    chunks.push({ file, ...pagesOf(about), codec, rows: Number(integerOf(one, group.rows)) })
  }
  return chunks
}

/** Whether it is an optional list of optional FLOATs, the form of a LIST column. */
function isVector(schema: readonly ThriftStruct[], name: string): boolean {
  const at = placeOf(schema, name)
  if (at === undefined) return false
  const [list, items, item] = schema.slice(at)
  return (
    has(list, element.children, 1n) &&
    has(list, element.repetition, optional) &&
    has(items, element.repetition, repeated) &&
    has(items, element.children, 1n) &&
    has(item, element.repetition, optional) &&
    has(item, element.type, float)
  )
}

/** Where a column begins in the schema, whose elements stand before the elements inside them. */
function placeOf(schema: readonly ThriftStruct[], name: string): number | undefined {
  let inside = 0
  for (const [at, one] of schema.entries()) {
    if (at === 0) continue
    if (inside === 0 && isText(one.get(element.name)?.value, name)) return at
    inside += Number(integerOf(one, element.children)) - (inside === 0 ? 0 : 1)
  }
  return undefined
}

const has = (one: ThriftStruct | undefined, id: number, value: bigint): boolean => one?.get(id)?.value === value
const listIn = (one: ThriftStruct, id: number) => (one.get(id)?.value as ThriftList | undefined)?.values ?? []

function vectorsOf(
  chunks: readonly Chunk[],
  { rows, nothing }: { readonly rows: number; readonly nothing: null | undefined },
): VectorColumn {
  const pages = pagesIn(chunks)
  let page: VectorPage | undefined
  let row = 0
  return {
    rows,
    async take(count) {
      const vectors = new Array<unknown>(count)
      for (let index = 0; index < count; index++) {
        while (page === undefined || row === page.rows) {
          const next = await pages.next()
          if (next.done === true) throw new RangeError('vectors that end before their rows')
          page = next.value
          row = 0
        }
        vectors[index] = page.vectorAt(row++) ?? nothing
      }
      return vectors
    },
    [Symbol.asyncDispose]: async () => void (await pages.return(undefined)),
  }
}

/** Returns the same memory at each call: vectors are copied out of it, and new memory takes as long as filling it. */
function createRoom(): Room {
  let bytes = Buffer.allocUnsafeSlow(0)
  return (length) => {
    if (bytes.length < length) bytes = Buffer.allocUnsafeSlow(length)
    return bytes.subarray(0, length) as Uint8Array<ArrayBuffer>
  }
}

/**
 * One chunk is in memory at a time: a few MB of a table whose rows came from JavaScript. A page is given once the next
 * one was read, which is refused where it begins within a row: the last vector would have come without its end.
 */
async function* pagesIn(chunks: readonly Chunk[]): AsyncGenerator<VectorPage, undefined> {
  const packed = createRoom()
  let [unpacked, other] = [createRoom(), createRoom()]
  let source: FileHandle | undefined
  let path = ''
  try {
    for (const { file, at, length, codec, rows } of chunks) {
      if (file !== path || source === undefined) {
        await source?.close()
        source = await open(file)
        path = file
      }
      const bytes = packed(length)
      if ((await source.read(bytes, 0, length, at)).bytesRead !== length)
        throw new RangeError('a file that ends too early')
      let count = 0
      let last: VectorPage | undefined
      for (let start = 0; start < length; ) {
        const { struct, end } = readThriftAt(bytes.subarray(start), 0)
        const from = start + end
        start = from + packedSizeOf(struct)
        if (start > length) throw new RangeError('a page that ends behind its column')
        const page = vectorPage({ header: struct, bytes: bytes.subarray(from, start), codec }, unpacked)
        if (last !== undefined) yield last
        count += page.rows
        last = page
        ;[unpacked, other] = [other, unpacked]
      }
      if (count !== rows) throw new RangeError('a column with another number of rows than its group')
      if (last !== undefined) yield last
    }
  } finally {
    await source?.close()
  }
}
