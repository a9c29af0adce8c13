import { closeSync, fsync, fsyncSync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const byThread: (file: number) => Promise<void> = promisify(fsync)

/** Whether nothing of this process would go on meanwhile. */
let isAlone = () => false

/** For an open file, or folder: what was written is on the disk when this returns. */
export async function waitForDisk(file: number): Promise<void> {
  if (isAlone()) fsyncSync(file)
  else await byThread(file)
}

/**
 * Until it is disposed, the disk is waited for here wherever nothing else would go on. To ask another thread for it,
 * and to be woken by it, takes as long as a quick disk does.
 */
export function waitWhereAlone(alone: () => boolean): Disposable {
  isAlone = alone
  return {
    [Symbol.dispose]() {
      isAlone = () => false
    },
  }
}

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
