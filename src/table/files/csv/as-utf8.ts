import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TextDecoder } from 'node:util'
import type { ReadOptions } from '../../../define/read-options.ts'
import { scratchFolder } from '../../../store/scratch.ts'
import { evenLineEnds } from '../../../util/line-ends.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { unpackedBytes } from '../packed.ts'

interface Utf8Files {
  readonly files: DataFiles
  /** Called once, when the rows were read. */
  close(): Promise<void>
}

/**
 * Text that is not UTF-8 is read from copies that are: DuckDB knows UTF-16 only in little-endian order and without what
 * lies beyond the first 65,536 characters, and the places that it reports of refused rows are places in its own UTF-8.
 *
 * @throws AssetError `ASSET_VALUE` where a file is no text in its encoding.
 */
export async function asUtf8(files: DataFiles): Promise<Utf8Files> {
  const { encoding = 'utf-8', ignoreErrors = false, quote = '"' } = files.read
  const isPlain = encoding === 'utf-8' || (encoding === 'latin-1' && !ignoreErrors)
  if (isPlain) return { files, close: async () => undefined }
  const folder = scratchFolder('csv')
  const close = () => rm(folder, { recursive: true, force: true })
  const copies = new Map<string, string>()
  try {
    for (const path of files.paths) {
      const copy = join(folder, `${copies.size}.csv`)
      const bytes = unpackedBytes(files, path)
      await pipeline(bytes, decoder(path, encoding), evenLines(quote), createWriteStream(copy))
      copies.set(path, copy)
    }
  } catch (error) {
    await close()
    throw error
  }
  const placeOf = (path: string) => copies.get(path) ?? files.placeOf(path)
  return { files: { ...files, read: { ...files.read, encoding: 'utf-8' }, placeOf }, close }
}

function decoder(path: string, encoding: NonNullable<ReadOptions['encoding']>): Transform {
  let decode: ((bytes: Uint8Array, isLast: boolean) => string) | undefined
  const next = (bytes: Uint8Array, isLast: boolean): string => {
    decode ??= decodeAs(encoding, bytes)
    try {
      return decode(bytes, isLast)
    } catch {
      const fix = 'save it as UTF-8, or say how it is encoded with { encoding }'
      throw fileMistake({ path, problem: `is no valid ${encoding.toUpperCase()}`, fix })
    }
  }
  return new Transform({
    transform: (chunk: Uint8Array, _, done) => settle(done, () => next(chunk, false)),
    flush: (done) => settle(done, () => next(new Uint8Array(), true)),
  })
}

/** A mark at the beginning gives the byte order of UTF-16; without one it is little-endian, as on most machines. */
function decodeAs(encoding: NonNullable<ReadOptions['encoding']>, [first, second]: Uint8Array) {
  if (encoding === 'latin-1') return (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
  const isBig = encoding === 'utf-16be' || (first === 0xfe && second === 0xff)
  const text = new TextDecoder(isBig ? 'utf-16be' : 'utf-16le', { fatal: true })
  return (bytes: Uint8Array, isLast: boolean) => text.decode(bytes, { stream: !isLast })
}

function evenLines(quote: string): Transform {
  const lines = evenLineEnds(quote)
  return new Transform({
    transform: (chunk: Uint8Array, _, done) => done(null, lines.next(chunk)),
    flush: (done) => done(null, lines.end()),
  })
}

function settle(done: (error: Error | null, text?: string) => void, make: () => string): void {
  try {
    done(null, make())
  } catch (error) {
    done(error as Error)
  }
}
