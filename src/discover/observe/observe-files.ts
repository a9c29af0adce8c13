import { join } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import { digestFile, emptyStatCache, type StatCache } from '../stat-cache.ts'
import { matchFiles } from './match-files.ts'

export interface ObservedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
}
export interface ObservedFiles {
  /** A hash over the paths and the hashes of the bytes, in order: 64 hex digits. */
  readonly version: string
  readonly files: readonly ObservedFile[]
}

const hashedAtOnce = 16

/**
 * The files that match now, and the version they make: an edited, a new, a removed and a renamed file all make another one, and no
 * file at all makes one too.
 */
export async function observeFiles(
  root: string,
  globs: readonly string[],
  cache: StatCache = emptyStatCache(),
): Promise<ObservedFiles> {
  const paths = await matchFiles(root, globs)
  const files: ObservedFile[] = new Array(paths.length)
  let next = 0
  const work = async () => {
    while (next < paths.length) {
      const index = next++
      const path = paths[index] as string
      files[index] = { path, ...(await digestFile(join(root, path), cache)) }
    }
  }
  await Promise.all(Array.from({ length: hashedAtOnce }, work))
  return { version: digestFields('files1', [['files', files.flatMap(({ path, sha256 }) => [path, sha256])]]), files }
}
