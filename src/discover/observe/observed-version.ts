import { join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { loadStatCache } from '../stat-cache.ts'
import { observeFiles } from './observe-files.ts'

/** The version of the files that match now; `undefined` where there are none. Files whose stat is remembered are not read. */
export async function observedVersion(
  root: string,
  { glob, cacheFolder }: { readonly glob: readonly string[]; readonly cacheFolder: string },
): Promise<string | undefined> {
  try {
    return (await observeFiles(root, glob, await loadStatCache(join(cacheFolder, 'files.json')))).version
  } catch (error) {
    if (AssetError.is(error)) return undefined
    throw error
  }
}
