import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withStoreFailures } from '../failure.ts'
import { tmpFolder } from '../tmp.ts'
import type { LockEntry } from './entry.ts'
import { type FileLock, holdFileLock } from './file-lock.ts'
import { entriesToWrite } from './merged-lock.ts'
import { formatLock, lockFile, lockText, shownAs } from './read-lock.ts'

/** Returns the new entries of the lock. Called again with the present entries if another process wrote first. */
export type EditLock = (entries: readonly LockEntry[]) => Promise<readonly LockEntry[]> | readonly LockEntry[]

/**
 * Reads, edits and writes the lock while no other process does. An unchanged lock is not written, so that its time does
 * not move. Throws `LOCK_INVALID`, `STORE_BUSY`, `STORE_NOT_WRITABLE` and `STORE_DISK_FULL`. Returns false where
 * nothing was written.
 */
export async function writeLock(folder: string, edit: EditLock, { patienceMs = 30_000 } = {}): Promise<boolean> {
  const file = lockFile(folder)
  return withStoreFailures(file, async () => {
    for (;;) {
      await using lock = await holdFileLock(`${file}.lock`, { patienceMs })
      const before = await lockText(folder)
      const entries = await edit(entriesToWrite(before ?? '', shownAs(folder)))
      const text = formatLock(entries)
      if (isSame(before, text) || (before === undefined && entries.length === 0)) return false
      if (await replaced(folder, text, lock)) return true
    }
  })
}

/** Whether the lock already has this text. */
export async function isUnchanged(folder: string, text: string): Promise<boolean> {
  return isSame(await lockText(folder), text)
}

/** Git may have checked it out with other line ends. */
function isSame(before: string | undefined, text: string): boolean {
  return before?.replaceAll('\r\n', '\n') === text
}

/**
 * Writes by rename, so that a reader sees either the old text or the new one. False where another process took the lock
 * from this one meanwhile.
 */
async function replaced(folder: string, text: string, lock: FileLock): Promise<boolean> {
  const tmp = tmpFolder(folder, 'lock')
  try {
    await mkdir(tmp, { recursive: true })
    const file = join(tmp, 'assets.lock')
    await writeFile(file, text)
    if (!(await lock.isHeld())) return false
    await rename(file, lockFile(folder))
    return true
  } finally {
    await rm(tmp, { recursive: true, force: true })
  }
}
