import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * The number of the last commit, in a file beside the catalog. A log that is cut, wiped or exchanged for an older one
 * is no damage to SQLite, which takes what is left for all there ever was: what is forgotten would be made once more,
 * and effects done once more. The commit comes first, so that a catalog which is behind this file has lost some.
 */
export const committedFile = (catalog: string): string => `${catalog}.committed`

/** As long as any number of it, so that a shorter one leaves nothing of a longer one behind. */
const digits = 20

/** Nobody waits for the disk, and a failure is no reason to fail: an older number tells less, and nothing wrong. */
export function noteCommitted(catalog: string, number: number): void {
  try {
    const handle = openSync(committedFile(catalog), constants.O_WRONLY | constants.O_CREAT)
    try {
      writeSync(handle, String(number).padStart(digits), 0)
    } finally {
      closeSync(handle)
    }
  } catch {
    // A loss would not be seen, and none is made.
  }
}

/** Ask before the catalog is read: others commit meanwhile. 0 where nobody has said. */
export function lastCommitted(catalog: string): number {
  try {
    const text = readFileSync(committedFile(catalog), 'latin1').trim()
    return /^\d{1,16}$/.test(text) ? Number(text) : 0
  } catch {
    return 0
  }
}
