import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { writeCache } from '../../util/write-cache.ts'

/**
 * What a text is known by: its checksum and its length in bytes. It shows a file that was truncated, damaged or
 * replaced; it does not protect from forgery. A command that has nothing to do spends a twentieth of its time on a hash
 * of `node:crypto`, most of it to load that.
 */
export const seal = (body: string | Uint8Array): string => sealOf(crc32(body), Buffer.byteLength(body))

const sealOf = (checksum: number, length: number): string => `${checksum.toString(16)}-${length}`

/** Best effort. Returns the seal of the body. */
export function writeSealed(file: string, body: string): string {
  const sealed = seal(body)
  writeCache(file, `${sealed}\n${body}`)
  return sealed
}

/**
 * Writes a body that comes in very many pieces. The pieces are never joined into one text, which would double the
 * memory or worse.
 */
export function writeSealedPieces(file: string, pieces: Iterable<string>): string {
  const bytes: Buffer[] = []
  let [checksum, length, open] = [0, 0, '']
  const flush = () => {
    const some = Buffer.from(open)
    checksum = crc32(some, checksum)
    length += some.length
    bytes.push(some)
    open = ''
  }
  for (const piece of pieces) {
    open += piece
    if (open.length >= pieceLength) flush()
  }
  flush()
  const sealed = sealOf(checksum, length)
  writeCache(file, [`${sealed}\n`, ...bytes])
  return sealed
}
const pieceLength = 65_536

/**
 * The body as JSON; `undefined` for a file that is not there or is cut: its first line is the seal of the rest.
 *
 * @param expected The seal that another file names for this one, which may have been written again since.
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
