import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** The bytes of a file, unpacked where its name says that it is packed, as DuckDB does. */
export function unpackedBytes(file: string): Readable {
  const bytes = createReadStream(file)
  const unpack = /\.gz$/i.test(file) ? createGunzip() : /\.zst$/i.test(file) ? createZstdDecompress() : undefined
  if (unpack === undefined) return bytes
  bytes.on('error', (error) => unpack.destroy(error))
  unpack.on('close', () => bytes.destroy())
  return bytes.pipe(unpack)
}
