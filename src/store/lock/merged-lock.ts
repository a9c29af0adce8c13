import type { LockEntry } from './entry.ts'
import { formatLine } from './line.ts'
import { entriesOf, lockText, readLock, shownAs, sidesOf } from './read-lock.ts'

/**
 * The entries of a lock that is about to be rewritten. For a lock that git could not merge, these are the lines that
 * are equal on both sides, and the lines that only one side has. Where the sides differ, the store decides, and a run
 * makes what is not in the store.
 *
 * @throws AssetError `LOCK_INVALID`.
 */
export function entriesToWrite(text: string, file?: string): readonly LockEntry[] {
  const sides = sidesOf(text)
  if (sides === undefined) return entriesOf(text, file)
  const [ours, theirs] = [readLock(sides.ours, file), readLock(sides.theirs, file)]
  // Gives the error that every reader of the lock gets, since the line numbers of one side are others.
  if (ours.problems.length + theirs.problems.length > 0) return entriesOf(text, file)
  const lines = new Map(ours.entries.map((entry) => [entry.unit, entry]))
  for (const entry of theirs.entries) {
    const other = lines.get(entry.unit)
    if (other === undefined) lines.set(entry.unit, entry)
    else if (formatLine(other) !== formatLine(entry)) lines.delete(entry.unit)
  }
  return [...lines.values()]
}

/** The entries of the lock in a store's folder, for a writer. */
export async function readLockToWrite(folder: string): Promise<readonly LockEntry[]> {
  return entriesToWrite((await lockText(folder)) ?? '', shownAs(folder))
}
