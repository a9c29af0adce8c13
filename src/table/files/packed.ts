import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { errorCode } from '../../util/error-code.ts'
import type { DataFiles } from './data-files.ts'
import { fileMistake } from './file-mistake.ts'
import { type FramePlace, zstdFrames } from './zstd-frames.ts'

/**
 * The bytes of a file, unpacked where its name has the ending of a packed file, as in DuckDB. Reading ends with
 * `ASSET_VALUE` where the file is not packed, or is cut off.
 */
export function unpackedBytes({ placeOf }: Pick<DataFiles, 'placeOf'>, path: string): Readable {
  const file = placeOf(path)
  if (isGzip(file)) return Readable.from(named(unpackedMembers(file), path), { objectMode: false })
  if (isZstd(file)) return Readable.from(named(unpackedFrames(file), path), { objectMode: false })
  return createReadStream(file)
}

const isGzip = (file: string): boolean => /\.gz$/i.test(file)
const isZstd = (file: string): boolean => /\.zst$/i.test(file)

function unpackedFrom(file: string, unpack: Gunzip | ZstdDecompress, place?: FramePlace): AsyncIterable<Uint8Array> {
  const bytes = createReadStream(file, place)
  bytes.on('error', (error) => unpack.destroy(error))
  // Zeros may follow the end of the part, and the stream reports them as an error when nobody listens any more.
  unpack.on('error', () => undefined).on('close', () => bytes.destroy())
  return bytes.pipe(unpack)
}

/** Node takes zeros after a part for the end of the file, even if further parts follow. */
async function* unpackedMembers(file: string): AsyncGenerator<Uint8Array> {
  const unpack = createGunzip()
  yield* unpackedFrom(file, unpack)
  for await (const bytes of createReadStream(file, { start: unpack.bytesWritten }) as AsyncIterable<Uint8Array>) {
    if (bytes.some((byte) => byte !== 0))
      throw Object.assign(new Error('behind zeros there is more'), { code: 'Z_DATA_ERROR' })
  }
}

/** Node stops after the first frame of a file, so each frame is unpacked by itself. */
async function* unpackedFrames(file: string): AsyncGenerator<Uint8Array> {
  for await (const place of zstdFrames(file)) yield* unpackedFrom(file, createZstdDecompress(), place)
}

/**
 * DuckDB reads the rest of a packed file that was cut off, and does not check its checksum, so both are checked here.
 *
 * @throws AssetError `ASSET_VALUE` where a file is cut off or damaged.
 */
export async function expectWhole(files: Pick<DataFiles, 'placeOf' | 'paths' | 'signal'>): Promise<void> {
  for (const path of files.paths) {
    const file = files.placeOf(path)
    if (!isGzip(file) && !isZstd(file)) continue
    for await (const _ of unpackedBytes(files, path)) files.signal?.throwIfAborted()
  }
}

const passingBytes = 1 << 20

/**
 * As `unpackedBytes`, for callers that keep no chunk: a chunk is valid until the next one is asked for. An unpacked
 * file is read into one buffer again and again, which takes a sixth of the time.
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
