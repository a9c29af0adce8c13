import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { integerOf, pagesOf, readAt, readFooter, structOf, structsOf } from '../../engine/parquet-footer.ts'
import { readThriftAt, type ThriftStruct } from '../../engine/thrift.ts'
import { fileMistake } from '../file-mistake.ts'

/** Members of the structures: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const [rowGroups, columns, metadata, names] = [4, 1, 3, 3] as const
const page = { bytes: 3, checksum: 4 } as const

/** Most headers are far shorter; one with statistics holds two values, whatever their length. */
const headerBytes = 2 ** 16

/**
 * DuckDB ignores the checksums that other writers leave with pages (Spark does by default), and a page whose bytes have
 * changed may still look like valid values.
 *
 * @throws AssetError `ASSET_VALUE` where a page does not match its checksum.
 */
export async function refuseChangedPages({ path, place }: { path: string; place: string }): Promise<void> {
  const source = await open(place, 'r')
  try {
    const changed = await changedColumn(source)
    if (changed === undefined) return
    const problem = `has a page of the column "${changed}" whose bytes are not what its checksum says`
    throw fileMistake({
      path,
      problem,
      fix: 'write or copy the file again: its bytes have changed since it was written',
    })
  } catch (error) {
    // DuckDB itself reports a file that is no Parquet file, or that is cut off.
    if (!(error instanceof RangeError)) throw error
  } finally {
    await source.close()
  }
}

async function changedColumn(source: FileHandle): Promise<string | undefined> {
  const { footer } = await readFooter(source)
  for (const group of structsOf(footer, rowGroups)) {
    for (const column of structsOf(group, columns)) {
      const of = structOf(column.get(metadata)?.value)
      if (await hasChangedPage(source, of)) return nameOf(of)
    }
  }
  return undefined
}

/** If the first page of a column has no checksum, its writer makes none, and the other pages are not read. */
async function hasChangedPage(source: FileHandle, of: ThriftStruct): Promise<boolean> {
  const { at, length } = pagesOf(of)
  for (let from = at; from < at + length; ) {
    const room = at + length - from
    const { struct: header, end } = await headerAt(source, from, room)
    const bytes = Number(integerOf(header, page.bytes))
    if (!header.has(page.checksum)) return false
    if (end + bytes > room) throw new RangeError('a page that is longer than its column')
    const data = await readAt(source, from + end, bytes)
    if (crc32(data) !== Number(BigInt.asUintN(32, integerOf(header, page.checksum)))) return true
    from += end + bytes
  }
  return false
}

async function headerAt(source: FileHandle, from: number, room: number) {
  try {
    return readThriftAt(await readAt(source, from, Math.min(headerBytes, room)), 0)
  } catch (error) {
    if (!(error instanceof RangeError) || room <= headerBytes) throw error
    return readThriftAt(await readAt(source, from, room), 0)
  }
}

/** The path of its column, from the outermost in. */
const nameOf = (of: ThriftStruct): string =>
  ((of.get(names)?.value as { readonly values: readonly Uint8Array[] } | undefined)?.values ?? [])
    .map((name) => Buffer.from(name).toString())
    .join('.')
