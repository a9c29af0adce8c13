import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { writeCache } from '../../util/write-cache.ts'

/**
 * What a text is known by: its checksum and its length in bytes. It shows a file that was truncated, damaged or
 * replaced; it does not protect from forgery. A command that has nothing to do spends a twentieth of its time on a hash
 * of `node:crypto`, most of it to load that.
 */
export const seal = (body: string | Uint8Array): string => `${crc32(body).toString(16)}-${Buffer.byteLength(body)}`

/** Best effort. Returns the seal of the body. */
export function writeSealed(file: string, body: string): string {
  const sealed = seal(body)
  writeCache(file, `${sealed}\n${body}`)
  return sealed
}

/**
 * The body as JSON. A file that is not there or is cut is none: its first line is the seal of the rest.
 *
 * @param expected The seal of a file that another one names: it may have been written again since.
 */
export function readSealed(file: string, expected?: string): unknown {
  try {
    const bytes = readFileSync(file)
    const end = bytes.indexOf('\n')
    const body = bytes.subarray(end + 1)
    const sealed = bytes.toString('latin1', 0, end)
    if (expected !== undefined && sealed !== expected) return undefined
    return sealed === seal(body) ? JSON.parse(body.toString()) : undefined
  } catch {
    return undefined
  }
}
