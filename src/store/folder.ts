import { promises, statSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../util/error-code.ts'
import { storeFailure, withStoreFailures } from './failure.ts'

const ignored = `# Made by assets: everything here can be made again, but the lock file is committed.
*
!.gitignore
!assets.lock
`

/**
 * Makes the store's folder, with a `.gitignore` that leaves only the lock file to git. An existing `.gitignore` belongs
 * to the user and is not changed.
 */
export async function makeStoreFolder(folder: string): Promise<void> {
  await withStoreFailures(folder, async () => {
    try {
      await promises.mkdir(folder, { recursive: true })
      await promises.writeFile(join(folder, '.gitignore'), ignored, { flag: 'wx' })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error
    }
  })
}

/** Throws where a file stands in the place of the folder. A missing folder is no error for a reader. */
export function expectFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false) return
  const refused = new Error(`ENOTDIR: it is no folder, '${folder}'`)
  throw storeFailure(Object.assign(refused, { code: 'ENOTDIR' }), folder)
}

async function isFolder(path: string): Promise<boolean> {
  return (await promises.stat(path)).isDirectory()
}
