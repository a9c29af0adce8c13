import { promises } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { LineEnds } from './line-ends.ts'
import { createHash, hash } from './process/node-crypto.ts'
import { fewBytesOf } from './read-file.ts'

const chunkBytes = 1 << 20

export interface FileHash {
  readonly sha256: string
  readonly sizeBytes: number
}

/** The hash of a file that this process has written. */
export async function hashWritten(path: string): Promise<FileHash> {
  const bytes = fewBytesOf(path)
  if (bytes !== undefined) return { sha256: hash('sha256', bytes), sizeBytes: bytes.length }
  await using handle = await promises.open(path)
  return await hashFile(handle)
}

/**
 * sha256 of everything in the file, as 64 hex digits, and the number of bytes hashed. Memory is bounded by one chunk of
 * 1 MiB; the handle stays open and its own position is not used. With `lines`, what they make of the bytes is hashed.
 */
export async function hashFile(handle: FileHandle, lines?: LineEnds): Promise<FileHash> {
  const digest = createHash('sha256')
  const { size } = await handle.stat()
  // A byte more than there is, so that a small file is over after one read; a whole chunk for each of many small files
  // is only waste.
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size + 1))
  let sizeBytes = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, sizeBytes)
    const bytes = buffer.subarray(0, bytesRead)
    digest.update(lines === undefined ? bytes : lines.next(bytes))
    sizeBytes += bytesRead
    if (bytesRead === 0 || (bytesRead < buffer.length && sizeBytes === size)) break
  }
  if (lines !== undefined) digest.update(lines.end())
  return { sha256: digest.digest('hex'), sizeBytes }
}
