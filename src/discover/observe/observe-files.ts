import { join } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import { digestFile, emptyStatCache, type FileDigest, type StatCache } from '../stat-cache.ts'
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
  const files = await digestAll(await matchFiles(root, globs), (path) => digestFile(join(root, path), cache))
  return { version: versionOf(files), files }
}

/** Files of these endings are text, whose line ends a checkout on another system changes. */
const isText = /\.(?:csv|tsv|json|ndjson|jsonl|txt)$/i

/** The same of data files, where the ends of the lines of a text do not count. */
export async function observeTable(
  root: string,
  globs: readonly string[],
  cache: StatCache = emptyStatCache(),
): Promise<ObservedFiles> {
  const files = await digestAll(await matchFiles(root, globs), (path) =>
    digestFile(join(root, path), cache, isText.test(path) ? 'text' : 'bytes'),
  )
  return { version: versionOf(files), files }
}

const versionOf = (files: readonly ObservedFile[]): string =>
  digestFields('files1', [['files', files.flatMap(({ path, sha256 }) => [path, sha256])]])

async function digestAll(
  paths: readonly string[],
  digest: (path: string) => Promise<FileDigest>,
): Promise<readonly ObservedFile[]> {
  const files: ObservedFile[] = new Array(paths.length)
  let next = 0
  const work = async () => {
    while (next < paths.length) {
      const index = next++
      const path = paths[index] as string
      files[index] = { path, ...(await digest(path)) }
    }
  }
  await Promise.all(Array.from({ length: hashedAtOnce }, work))
  return files
}
