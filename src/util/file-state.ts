import { type Stats, statSync } from 'node:fs'

/** What the file system says of a file without its bytes being read: another state may mean other bytes. */
export interface FileState {
  readonly size: number
  /** In ms since 1970, with the fractions that the file system has. */
  readonly mtimeMs: number
  /** When the inode changed last: a tool can set the time of the last write back, and this one it cannot. */
  readonly ctimeMs: number
  readonly ino: number
}

/**
 * A state tells that the bytes are the same only if the file had not been touched for this long when they were read.
 * This is git's rule for a racy index (Documentation/technical/racy-git): a write in the same tick of the file system's
 * clock leaves no trace in its times. Two seconds is the coarsest tick in use, FAT's.
 */
const racyMs = 2_000

/** A missing file throws. It is asked at once: for many files a promise each costs more than the answer. */
export function stateOf(path: string): FileState {
  return stateIn(statSync(path))
}

export function stateIn({ size, mtimeMs, ctimeMs, ino }: FileState | Stats): FileState {
  return { size, mtimeMs, ctimeMs, ino }
}

export function sameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino
}

/** Whether bytes that were read at this moment are those of the state: no later write can hide behind it. */
export function isSettled({ mtimeMs, ctimeMs }: FileState, readAtMs: number): boolean {
  return Math.max(mtimeMs, ctimeMs) < readAtMs - racyMs
}

/**
 * The state as a text: equal texts are equal states. It is joined, for what a template gives is a tree of its pieces
 * until somebody reads it, and very many of these are kept.
 */
export function stateText({ size, mtimeMs, ctimeMs, ino }: FileState): string {
  return [size, mtimeMs, ctimeMs, ino].join(' ')
}

/** Whether a file or a folder was last written to longer ago than this. False for one that is gone. */
export function isOlderThan(path: string, ms: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > ms
}
