import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import { AssetError } from '../../../errors.ts'

/** A file in an archive, in pieces that are asked for when there is room for them. */
export interface ZipEntry {
  /** In ASCII. */
  readonly path: string
  readonly text: AsyncIterable<string> | Iterable<string>
}
/** What is known of an entry when all of it was written; in bytes. */
interface Sizes {
  crc: number
  packed: number
  unpacked: number
}

/** Names are UTF-8, and sizes follow the bytes: they are not known before. */
const flags = 0x0808
const deflated = 8
/** 2.0, the first version of the format that has both. */
const version = 20
/** The first day of DOS: equal texts are equal archives. */
const firstDay = 0x21
/** Above, an archive has fields of other lengths, which not every spreadsheet reads. */
const largest = 2 ** 32 - 1

/**
 * The bytes of an archive, in one pass: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
 *
 * @throws AssetError `EXPORT_FAILED` where it, or a file in it, is larger than 4 GiB.
 */
export async function* zipOf(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let at = 0
  for (const { path, text } of entries) {
    const sizes: Sizes = { crc: 0, packed: 0, unpacked: 0 }
    const begin = at
    const header = Buffer.concat([u32(0x04034b50), common({ crc: 0, packed: 0, unpacked: 0 }, path), Buffer.from(path)])
    yield header
    // Unlike a pipe by itself, it hands an error of the text on to whoever reads.
    for await (const piece of pipeline(Readable.from(counted(text, sizes)), createDeflateRaw(), () => undefined)) {
      sizes.packed += piece.length
      expectFits(begin + sizes.packed, sizes)
      yield piece
    }
    const descriptor = Buffer.concat([u32(0x08074b50), sizesOf(sizes)])
    yield descriptor
    at += header.length + sizes.packed + descriptor.length
    directory.push(
      Buffer.concat([u32(0x02014b50), u16(version), common(sizes, path), Buffer.alloc(10), u32(begin)]),
      Buffer.from(path),
    )
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const count = u16(entries.length)
  yield Buffer.concat([...directory, u32(0x06054b50), u32(0), count, count, u32(size), u32(at), u16(0)])
}

/** What an entry says of itself at its place and in the directory. */
function common(sizes: Sizes, path: string): Buffer {
  const before = [version, flags, deflated, 0, firstDay].map(u16)
  return Buffer.concat([...before, sizesOf(sizes), u16(path.length), u16(0)])
}

const sizesOf = ({ crc, packed, unpacked }: Sizes): Buffer => Buffer.concat([crc, packed, unpacked].map(u32))

async function* counted(text: ZipEntry['text'], sizes: Sizes): AsyncGenerator<Buffer> {
  for await (const piece of text) {
    const bytes = Buffer.from(piece)
    sizes.crc = crc32(bytes, sizes.crc)
    sizes.unpacked += bytes.length
    yield bytes
  }
}

function expectFits(end: number, { unpacked }: Sizes): void {
  if (end <= largest && unpacked <= largest) return
  throw new AssetError({
    code: 'EXPORT_FAILED',
    message: 'the sheet is larger than 4 GiB, and no spreadsheet opens that',
    fix: 'export fewer columns or rows, from an asset of their own; or write another format: --format parquet',
  })
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
