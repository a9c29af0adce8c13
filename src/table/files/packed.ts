import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { errorCode } from '../../util/error-code.ts'
import type { DataFiles } from './data-files.ts'
import { fileMistake } from './file-mistake.ts'

/**
 * The bytes of a file, unpacked where its name says that it is packed, as DuckDB does. Reading ends with `ASSET_VALUE`
 * where it is not packed, or not wholly there.
 */
export function unpackedBytes({ placeOf }: Pick<DataFiles, 'placeOf'>, path: string): Readable {
  const file = placeOf(path)
  const bytes = createReadStream(file)
  const unpack = /\.gz$/i.test(file) ? createGunzip() : /\.zst$/i.test(file) ? createZstdDecompress() : undefined
  if (unpack === undefined) return bytes
  bytes.on('error', (error) => unpack.destroy(error))
  unpack.on('close', () => bytes.destroy())
  return Readable.from(named(bytes.pipe(unpack), path), { objectMode: false })
}

async function* named(unpacked: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* unpacked
  } catch (error) {
    if (!/^Z(?:STD)?_/.test(errorCode(error) ?? '')) throw error
    const problem = `cannot be unpacked: ${(error as Error).message}`
    throw fileMistake({
      path,
      problem,
      fix: 'pack it again, or take the .gz or .zst off its name where it is not packed',
    })
  }
}
