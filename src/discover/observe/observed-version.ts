import { join } from 'node:path'
import { loadStatCache } from '../stat-cache.ts'
import { observeFiles } from './observe-files.ts'

/** The version of the files that match now. Files whose stat is remembered are not read. */
export async function observedVersion(
  root: string,
  { glob, cacheFolder }: { readonly glob: readonly string[]; readonly cacheFolder: string },
): Promise<string> {
  return (await observeFiles(root, glob, await loadStatCache(join(cacheFolder, 'files.json')))).version
}
