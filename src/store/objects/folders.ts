import { closeSync, existsSync, mkdirSync, openSync, promises } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode } from '../../util/error-code.ts'
import { waitForDisk } from '../../util/on-disk.ts'

/**
 * Files lie in folders by the first two digits of their hash. A process that needs this many of the folders will need
 * most of them, and makes all at once: each time that names are made, it has to wait for the disk.
 */
const mostOneByOne = 32

const allNames = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'))
/** Folder -> the number of folders made in it. */
const counts = new Map<string, number>()
/** Folder -> resolves when the names in it are on the disk. */
const waits = new Map<string, Promise<void>>()

/** Makes a folder below the store's. When it returns, the name of each new folder is on the disk. */
export async function makeFolder(path: string, store: string): Promise<void> {
  const parent = dirname(path)
  // The name of an existing folder may not be on the disk yet.
  for (let wait = waits.get(parent); wait !== undefined; wait = waits.get(parent)) await wait.catch(() => undefined)
  if (existsSync(path)) return
  const count = (counts.get(parent) ?? 0) + 1
  counts.set(parent, count)
  const wait = makeAndSync(path, count < mostOneByOne ? [] : allNames, store)
  waits.set(parent, wait)
  try {
    await wait
  } finally {
    waits.delete(parent)
  }
}

async function makeAndSync(path: string, besides: readonly string[], store: string): Promise<void> {
  const first = await promises.mkdir(path, { recursive: true })
  for (const name of besides) mkdirSync(join(dirname(path), name), { recursive: true })
  // Another process has made the folder, and may not have waited for the disk yet.
  const highest = first ?? path
  for (let folder = path; folder !== store && folder.length >= highest.length; folder = dirname(folder))
    await syncFolder(dirname(folder))
}

/**
 * Flushes a folder: only then does a new name in it survive a power cut. Windows, and a few network file systems,
 * cannot do this and need not.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    await waitForDisk(folder)
  } catch (error) {
    if (errorCode(error) !== 'EINVAL' && !isUnsupported(error)) throw error
  } finally {
    closeSync(folder)
  }
}

/** Whether the file system does not support the operation. */
export function isUnsupported(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(error) ?? '')
}
