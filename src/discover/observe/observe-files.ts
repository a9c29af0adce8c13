import { join } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import { type DigestOf, digestFile, emptyStatCache, type FileDigest } from '../files/stat-cache.ts'
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
 * The files that match now, and the version they make: an edited, a new, a removed and a renamed file all make another
 * one, and no file at all makes one too. Nothing of it is remembered.
 */
export async function observeFiles(root: string, globs: readonly string[]): Promise<ObservedFiles> {
  const cache = emptyStatCache()
  const files = await digestAll(await matchFiles(root, globs), (path) => digestFile(join(root, path), cache))
  return { version: versionOf(files), files }
}

/** Data files of these endings are text, whose line ends a checkout on another system changes: they do not count. */
const isText = /\.(?:csv|tsv|json|ndjson|jsonl|txt)$/i

/** What of a file is its version. */
export function countedOf(type: 'files' | 'table', path: string): DigestOf {
  return type === 'table' && isText.test(path) ? 'text' : 'bytes'
}

export const versionOf = (files: readonly Pick<ObservedFile, 'path' | 'sha256'>[]): string =>
  digestFields('files1', [['files', files.flatMap(({ path, sha256 }) => [path, sha256])]])

export async function digestAll(
  paths: readonly string[],
  digest: (path: string, index: number) => Promise<FileDigest>,
): Promise<readonly ObservedFile[]> {
  const files: ObservedFile[] = new Array(paths.length)
  let next = 0
  const work = async () => {
    while (next < paths.length) {
      const index = next++
      const path = paths[index] as string
      files[index] = { path, ...(await digest(path, index)) }
    }
  }
  await Promise.all(Array.from({ length: hashedAtOnce }, work))
  return files
}
