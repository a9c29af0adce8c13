import { closeSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'

/** Of an open file, or folder: what was written is on the disk when this returns. */
export const waitForDisk: (file: number) => Promise<void> = promisify(fsync)

/**
 * Opens a file, works on it, and returns when the disk has it. Opening, and work of a few calls, is done at once: the
 * system has it in less time than another thread takes to begin. The disk alone is waited for.
 */
export async function onDisk<T>(path: string, flags: string, work: (file: number) => T): Promise<T> {
  const file = openSync(path, flags)
  try {
    const result = work(file)
    await waitForDisk(file)
    return result
  } finally {
    closeSync(file)
  }
}
