import { chmod, constants, copyFile, rename } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { withStoreFailures } from '../../store/failure.ts'
import { errorCode } from '../../util/error-code.ts'

/**
 * Takes files over that hold the rows of a result: one under the name `to`, several under names beside it, in their
 * order. What lies in the folder of the run is the run's own and moves. Where the file system can share the bytes until
 * one of the two files is written to, none is copied. `undefined` where one is gone: what reads it says so.
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
    // Its owner may not even write to it, and it is sealed by whoever does.
    await chmod(to, 0o644)
    return true
  })
}

/** A file that another user has written, as a server that runs as one does, cannot be sealed by us: its copy can. */
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
