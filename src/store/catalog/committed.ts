import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * The number of the last commit, in a file beside the catalog. SQLite does not notice a log that is cut, wiped or
 * replaced by an older one: it takes the rest for everything that was ever written, and the forgotten assets and
 * effects would be made once more. The commit comes before this file, so a catalog that is behind this file has lost
 * commits.
 */
export const committedFile = (catalog: string): string => `${catalog}.committed`

/** Each number has this many digits, so that a new one overwrites the whole of the old one. */
const digits = 20

/** Does not wait for the disk and ignores failures: an older number shows fewer losses, and never a false one. */
export function noteCommitted(catalog: string, number: number): void {
  try {
    const handle = openSync(committedFile(catalog), constants.O_WRONLY | constants.O_CREAT)
    try {
      writeSync(handle, String(number).padStart(digits), 0)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Without the number a later loss would go unnoticed, but nothing is lost by that.
  }
}

/** Call it before the catalog is read, since others commit meanwhile. 0 where there is no such file. */
export function lastCommitted(catalog: string): number {
  try {
    const text = readFileSync(committedFile(catalog), 'latin1').trim()
    return /^\d{1,16}$/.test(text) ? Number(text) : 0
  } catch {
    return 0
  }
}
