import { closeSync, existsSync, mkdirSync, openSync, promises } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode } from '../../util/error-code.ts'
import { waitForDisk } from '../../util/on-disk.ts'

/**
 * Files lie in folders by the first two digits of their hash. A process that needs this many of them will need most:
 * it makes all at once, since the disk is waited for once for each time that names are made.
 */
const mostOneByOne = 32

const allNames = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'))
/** Folder -> how many were made in it. */
const counts = new Map<string, number>()
/** Folder -> what waits until names in it are on the disk. */
const waits = new Map<string, Promise<void>>()

/** Makes a folder below the store's; the name of each folder that is new is on the disk when this returns. */
export async function makeFolder(path: string, store: string): Promise<void> {
  const parent = dirname(path)
  // A folder that is there may be one whose name is not on the disk yet.
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
  // Another process has made it, and may not have waited for the disk yet.
  const highest = first ?? path
  for (let folder = path; folder !== store && folder.length >= highest.length; folder = dirname(folder))
    await syncFolder(dirname(folder))
}

/**
 * A new name survives a power cut once its folder is on the disk. Windows, and a few network file systems, cannot do it
 * and need not.
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

/** A file system that lacks what was asked for. */
export function isUnsupported(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(error) ?? '')
}
