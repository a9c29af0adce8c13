import { closeSync, constants, fstatSync, openSync, promises, readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** Opening a pipe would wait until somebody writes into it. Windows has no such flag, and no pipes among files. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Opens for reading, and never waits: what is no file (a folder, a pipe, a device) is refused as if it stood in the
 * way.
 */
export async function openFile(path: string): Promise<FileHandle> {
  const handle = await promises.open(path, withoutWaiting)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw Object.assign(new Error(`EEXIST: it is no file, '${path}'`), { code: 'EEXIST', path })
}

export async function readTextFile(path: string): Promise<string> {
  await using handle = await openFile(path)
  return await handle.readFile('utf8')
}

/** A file of up to this many bytes is read at once: that takes less time than a thread needs to begin. */
const fewBytes = 64 * 1024

/** All bytes of a file, at once; `undefined` where it is no file, is large, or does not come in one read. */
export function fewBytesOf(path: string): Buffer | undefined {
  const file = openSync(path, withoutWaiting)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || stat.size > fewBytes) return undefined
    const bytes = Buffer.alloc(stat.size)
    return readSync(file, bytes, 0, stat.size, 0) === stat.size ? bytes : undefined
  } finally {
    closeSync(file)
  }
}
