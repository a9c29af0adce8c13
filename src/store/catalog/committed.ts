import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * The number of the last commit, in a file beside the catalog. A log that is cut, wiped or exchanged for an older one
 * is no damage to SQLite, which takes what is left for all there ever was: what is forgotten would be made once more,
 * and effects done once more. The commit comes first, so that a catalog which is behind this file has lost some.
 */
export const committedFile = (catalog: string): string => `${catalog}.committed`

/** Each number is written with this many digits, so that a shorter one overwrites all of a longer one. */
const digits = 20

/** It does not wait for the disk and ignores failures: an older number shows fewer losses, and never a false one. */
export function noteCommitted(catalog: string, number: number): void {
  try {
    const handle = openSync(committedFile(catalog), constants.O_WRONLY | constants.O_CREAT)
    try {
      writeSync(handle, String(number).padStart(digits), 0)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Without the number a later loss would not be seen, but nothing is lost by that.
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
