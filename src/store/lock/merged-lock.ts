import type { LockEntry } from './entry.ts'
import { formatLine } from './line.ts'
import { entriesOf, lockText, readLock, shownAs, sidesOf } from './read-lock.ts'

/**
 * The entries of a lock that is about to be written again. For a lock that git could not merge, these are the lines in
 * which both sides agree and those that only one side has; where they differ, what is in the store decides, and what is
 * not there is left for a run to make.
 *
 * @throws AssetError `LOCK_INVALID`.
 */
export function entriesToWrite(text: string, file?: string): readonly LockEntry[] {
  const sides = sidesOf(text)
  if (sides === undefined) return entriesOf(text, file)
  const [ours, theirs] = [readLock(sides.ours, file), readLock(sides.theirs, file)]
  // The error that every reader of the lock gets: the lines of a side have other numbers.
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
