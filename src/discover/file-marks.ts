import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'

/** A file as it was: path, size, mtime, ctime (ms), inode, sha256 of its bytes. A file that was not there has a size of -1. */
export type FileMark = readonly [
  path: string,
  size: number,
  mtimeMs: number,
  ctimeMs: number,
  ino: number,
  sha256: string,
]

/**
 * A mark is trusted by its stat alone only if the file had not been touched for this long when it was marked: git's rule for a racy
 * index. Two seconds is the coarsest clock of a file system in use.
 */
const racyMs = 2_000

/** Marks files as they are now. */
export function markFiles(paths: Iterable<string>): FileMark[] {
  return [...new Set(paths)].map((path): FileMark => {
    const stat = statSync(path, { throwIfNoEntry: false })
    // What is no file is marked as absent too, which no later look finds it to be: a doubt, and no memory.
    if (!stat?.isFile()) return [path, -1, 0, 0, 0, '']
    return [path, stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, hashOf(path)]
  })
}

/** Whether every file has the bytes it had when it was marked at `markedAt`; a file is read only where its stat leaves a doubt. */
export function marksHold(marks: readonly FileMark[], markedAt: number): boolean {
  return marks.every((mark) => {
    const [path, size, mtimeMs, ctimeMs, , sha256] = mark
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || size === -1) return stat === undefined && size === -1
    if (stat.size !== size) return false
    const settled = Math.max(mtimeMs, ctimeMs) < markedAt - racyMs
    return (settled && sameStat(mark, stat)) || hashOf(path) === sha256
  })
}

/** Whether a mark could be taken for settled by now: marks that were fresh when they were made cost a read each time. */
export function anyRacy(marks: readonly FileMark[], markedAt: number): boolean {
  return marks.some(([, , mtimeMs, ctimeMs]) => Math.max(mtimeMs, ctimeMs) >= markedAt - racyMs)
}

function sameStat([, size, mtimeMs, ctimeMs, ino]: FileMark, stat: Stats): boolean {
  return stat.size === size && stat.mtimeMs === mtimeMs && stat.ctimeMs === ctimeMs && stat.ino === ino
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** The names in a folder: a file that appears or goes is seen here, whatever the times of the folder say. */
export type FolderMark = readonly [path: string, names: string]

export function markFolders(paths: Iterable<string>): FolderMark[] {
  return [...paths].map((path) => [path, namesIn(path)])
}

export function foldersHold(marks: readonly FolderMark[]): boolean {
  return marks.every(([path, names]) => namesIn(path) === names)
}

function namesIn(path: string): string {
  try {
    return readdirSync(path).sort().join('\n')
  } catch {
    return 'there is no such folder'
  }
}
