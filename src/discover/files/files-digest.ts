import { statSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import { errorCode } from '../../util/error-code.ts'
import type { LoadedProject } from '../load/load.ts'
import { hashOfFile } from './file-hash.ts'

export interface FilesDigest {
  /** 12 hex digits over the paths and bytes of files, given by their absolute paths. */
  of(files: readonly string[]): string
  /** The digest of each file, by its path in the project. */
  each(files: readonly string[]): Readonly<Record<string, string>>
}

/** Files that were evaluated count as they were then; each of the others is read once, when it is first asked for. */
export function filesDigest({ root, modules }: Pick<LoadedProject, 'root' | 'modules'>): FilesDigest {
  const hashes = new Map(modules.map(({ path, sha256 }) => [path, sha256]))
  const hashOf = (file: string): string => {
    const hash = hashes.get(file) ?? hashNow(file)
    hashes.set(file, hash)
    return hash
  }
  const hashed = (files: readonly string[]) => {
    const entries = files.map((file) => [relative(root, file).replaceAll(sep, '/'), hashOf(file)] as const)
    return entries.sort(([a], [b]) => (a < b ? -1 : 1))
  }
  return {
    of: (files) => digestFields('sliced1', [['files', hashed(files).flat()]]).slice(0, 12),
    each: (files) => Object.fromEntries(hashed(files).map(([path, hash]) => [path, hash.slice(0, 12)])),
  }
}

/** A file that was looked for and is not there is a fact as well. */
function hashNow(file: string): string {
  try {
    return hashOfFile(file, statSync(file))
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EISDIR') return 'none'
    throw error
  }
}
