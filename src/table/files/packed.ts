import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
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

const passingBytes = 1 << 20

/**
 * As `unpackedBytes`, where nobody keeps a chunk: it holds until the next one is asked for. What is not packed comes in
 * one buffer that is filled again and again, which takes a sixth of the time.
 */
export async function* unpackedInPassing(
  files: Pick<DataFiles, 'placeOf'>,
  path: string,
): AsyncGenerator<Buffer, undefined> {
  if (/\.(?:gz|zst)$/i.test(path)) return yield* unpackedBytes(files, path) as AsyncIterable<Buffer>
  await using file = await open(files.placeOf(path))
  const { size } = await file.stat()
  const buffer = Buffer.allocUnsafe(Math.min(passingBytes, size + 1))
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return undefined
    yield buffer.subarray(0, bytesRead)
  }
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
