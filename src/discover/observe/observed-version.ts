import { join } from 'node:path'
import { loadStatCache } from '../stat-cache.ts'
import { observeFiles, observeTable } from './observe-files.ts'

/** A source that is files. */
export interface FilesSource {
  readonly type: 'files' | 'table'
  readonly glob: readonly string[]
}

/** The version of the files that match now. Files whose stat is remembered are not read. */
export async function observedVersion(
  root: string,
  { glob, type, cacheFolder }: FilesSource & { readonly cacheFolder: string },
): Promise<string> {
  const observe = type === 'table' ? observeTable : observeFiles
  return (await observe(root, glob, await loadStatCache(join(cacheFolder, 'files.json')))).version
}
