import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../util/error-code.ts'
import { withStoreFailures } from './failure.ts'

const ignored = `# Made by assets: everything here can be made again, but the lock file is committed.
*
!.gitignore
!assets.lock
`

/** Makes the store's folder, with a `.gitignore` that leaves only the lock file to git. A `.gitignore` that is there is the user's. */
export async function makeStoreFolder(folder: string): Promise<void> {
  await withStoreFailures(folder, async () => {
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, '.gitignore'), ignored, { flag: 'wx' })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error
    }
  })
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory()
}
