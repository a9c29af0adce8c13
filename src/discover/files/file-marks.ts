import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { type FileState, isSettled, sameState } from '../../util/file-state.ts'
import { hashOfFile } from './file-hash.ts'

/**
 * A file as it was: path, size, mtime, ctime (ms), inode, sha256 of its bytes. A file that was not there has a size of
 * -1.
 */
export type FileMark = readonly [
  path: string,
  size: number,
  mtimeMs: number,
  ctimeMs: number,
  ino: number,
  sha256: string,
]

/** Marks files as they are now. One that may not be read is marked as absent, which no later look finds it to be. */
export function markFiles(paths: Iterable<string>): FileMark[] {
  return [...new Set(paths)].map((path): FileMark => {
    const stat = statSync(path, { throwIfNoEntry: false })
    const sha256 = stat?.isFile() ? hashIfReadable(path, stat) : undefined
    return stat === undefined || sha256 === undefined ? absentMark(path) : markOf(path, stat, sha256)
  })
}

/** The mark of a file that was read: its stat is of before. */
export function markOf(path: string, { size, mtimeMs, ctimeMs, ino }: Stats, sha256: string): FileMark {
  return [path, size, mtimeMs, ctimeMs, ino, sha256]
}

/** The mark of a file that does not exist. A folder in its place counts as no file. */
export function absentMark(path: string): FileMark {
  return [path, -1, 0, 0, 0, '']
}

/**
 * Whether every file has the bytes it had when it was marked at `markedAt`; a file is read only where its stat leaves a
 * doubt.
 *
 * @param onRead is given the mark of each file that was read for that, and has the same bytes
 */
export function marksHold(marks: readonly FileMark[], markedAt: number, onRead?: (now: FileMark) => void): boolean {
  return marks.every((mark) => {
    const [path, size, , , , sha256] = mark
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile() || size === -1) return !stat?.isFile() && size === -1
    if (stat.size !== size) return false
    if (isSettled(stateOf(mark), markedAt) && sameState(stateOf(mark), stat)) return true
    // A link has the bytes of what it leads to, and beside it are other files.
    if (lstatSync(path).isSymbolicLink() || hashIfReadable(path, stat) !== sha256) return false
    onRead?.(markOf(path, stat, sha256))
    return true
  })
}

export function stateOf([, size, mtimeMs, ctimeMs, ino]: FileMark): FileState {
  return { size, mtimeMs, ctimeMs, ino }
}

function hashIfReadable(path: string, stat: Stats): string | undefined {
  try {
    return hashOfFile(path, stat)
  } catch {
    return undefined
  }
}

/** The names in a folder: a file that appears or goes is seen here, whatever the times of the folder say. */
export type FolderMark = readonly [path: string, names: string]

export function markFolders(paths: Iterable<string>): FolderMark[] {
  return [...paths].map((path) => [path, namesIn(path)])
}

export function foldersHold(marks: readonly FolderMark[]): boolean {
  return marks.every(([path, names]) => namesIn(path) === names)
}

/**
 * The files at any depth below a folder, relative to it with `/`, sorted; `undefined` where the folder does not exist.
 * Names that begin with a dot and installed packages are left out, as they are where a source matches files. A link
 * counts as what it leads to.
 */
export function filesBelow(folder: string): readonly string[] | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const files: string[] = []
  const walk = (prefix: string, above: readonly string[]) => {
    const real = realpathSync(join(folder, prefix))
    if (above.includes(real)) return
    for (const name of readdirSync(real)) {
      if (name.startsWith('.') || name === 'node_modules') continue
      const stat = statSync(join(real, name), { throwIfNoEntry: false })
      if (stat?.isDirectory()) walk(`${prefix}${name}/`, [...above, real])
      else if (stat?.isFile()) files.push(prefix + name)
    }
  }
  walk('', [])
  return files.sort()
}

/** A listing as one text: no name of a file has such a character. */
export const listOf = (names: readonly string[] | undefined): string => names?.join('\0') ?? '\0'

/** In place of the names in a folder that is not there. */
export const noFolder = 'there is no such folder'

function namesIn(path: string): string {
  try {
    return readdirSync(path).sort().join('\n')
  } catch {
    return noFolder
  }
}
