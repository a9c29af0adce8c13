import { chmod, constants, copyFile, rename } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { withStoreFailures } from '../../store/failure.ts'
import { errorCode } from '../../util/error-code.ts'

/**
 * Takes over files with the rows of a result: one file under the name `to`, several under names beside it, in order.
 * Files in the folder of the run belong to the run and are moved. If the file system can share bytes until one of the
 * two files is written to, none is copied. `undefined` where a file is gone; its reader reports that.
 */
export async function takeFiles(files: string | readonly string[], to: string): Promise<readonly string[] | undefined> {
  const from = typeof files === 'string' ? [files] : files
  const taken = from.length === 1 ? [to] : from.map((_, index) => `${to}.${index}`)
  for (const [index, file] of from.entries()) {
    if (!(await takeFile(file, taken[index] as string))) return undefined
  }
  return taken
}

async function takeFile(from: string, to: string): Promise<boolean> {
  return withStoreFailures(to, async () => {
    try {
      if (from.startsWith(`${dirname(to)}${sep}`)) await moveFile(from, to)
      else await copyFile(from, to, constants.COPYFILE_FICLONE)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    }
    // Even its owner may have no right to write to it; publishing removes the right again.
    await chmod(to, 0o644)
    return true
  })
}

/** This user cannot seal a file of another user, such as a server that runs as one, but can seal a copy of it. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  try {
    await chmod(to, 0o644)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error
    const copy = `${to}.copy`
    await copyFile(to, copy)
    await rename(copy, to)
  }
}
