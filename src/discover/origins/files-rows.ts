import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileContent, SourceOrigin } from '../../define/definition.ts'
import type { FileRow } from '../../define/source.ts'
import { AssetError } from '../../errors.ts'
import { breather } from '../../util/breathe.ts'
import { matchFiles } from '../observe/match-files.ts'

type FilesOrigin = Extract<SourceOrigin, { readonly type: 'files' }>

/** Rows that are known, and the hash that each file has now, by its path. */
export interface KeptFiles {
  readonly hashes: ReadonlyMap<string, string>
  /** In the order of the paths, as they are written: one that stands elsewhere is not found, and its file is read. */
  readonly rows: AsyncIterable<FileRow<string | Uint8Array>>
}

/**
 * A row a file, in the order of the paths. One file's content is in memory at a time; a file whose row is known is not
 * read.
 *
 * @throws AssetError `ASSET_VALUE` where a file that is read as text is no UTF-8.
 */
export async function* filesRows(
  root: string,
  { glob, as }: FilesOrigin,
  cache?: KeptFiles,
): AsyncGenerator<FileRow<string | Uint8Array>> {
  const breathe = breather()
  const rows = cache?.rows[Symbol.asyncIterator]()
  let next = await rows?.next()
  try {
    for (const path of await matchFiles(root, glob)) {
      while (next?.done === false && next.value.path < path) next = await rows?.next()
      const row = next?.done === false && next.value.path === path ? next.value : undefined
      const isSame = row !== undefined && row.sha256 === cache?.hashes.get(path)
      yield isSame ? row : await fileRow(root, { path, as })
      await breathe()
    }
  } finally {
    await rows?.return?.()
  }
}

/** The hash is of the very bytes that are in the row. */
export async function fileRow(
  folder: string,
  { path, as }: { readonly path: string; readonly as: FileContent },
): Promise<FileRow<string | Uint8Array>> {
  // At once: of many small files a promise each costs more than the reading.
  const bytes = readFileSync(join(folder, path))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path, sizeBytes: bytes.length, sha256, content: as === 'text' ? decode(bytes, path) : bytes }
}

/** A byte order mark is part of the encoding and no part of the text. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AssetError({
      code: 'ASSET_VALUE',
      message: `${path} is read as text and is no valid UTF-8`,
      at: path,
      facts: { file: path },
      fix: "save it as UTF-8, leave it out of the glob, or read bytes with { as: 'bytes' }",
      cause: error,
    })
  }
}
