import { existsSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../util/error-code.ts'
import { type FileState, sameState, stateIn } from '../util/file-state.ts'
import { hashFile } from '../util/hash-file.ts'
import { openFile } from '../util/read-file.ts'
import { storeFailure, withStoreFailures } from './failure.ts'

/** Where a table's bytes are at rest. The name is the sha256 of the bytes, so that a file there never changes. */
export function objectPath(folder: string, sha256: string): string {
  return join(folder, 'objects', sha256.slice(0, 2), `${sha256}.parquet`)
}

/**
 * Where an object goes whose bytes are not what its name says: nobody takes it for the table, and nothing is thrown
 * away.
 */
export function damagedPath(folder: string, sha256: string): string {
  return `${objectPath(folder, sha256)}.damaged`
}

export type ObjectState = 'ok' | 'missing' | 'corrupt'

/** Object's path -> the file's state when its bytes were last read, and what they were. */
const verified = new Map<string, { readonly file: FileState; readonly state: ObjectState }>()

/**
 * A glance at an object: its size, and what this process found when it last read it. `ok` here is no proof; a truncated
 * file is `corrupt` without being read. For a plan over many objects, which must not read them all.
 */
export function glanceAtObject(folder: string, of: { readonly blob: string; readonly sizeBytes: number }): ObjectState {
  const path = objectPath(folder, of.blob)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return existsSync(damagedPath(folder, of.blob)) ? 'corrupt' : 'missing'
  if (!stat.isFile() || stat.size !== of.sizeBytes) return 'corrupt'
  const known = verified.get(path)
  return known !== undefined && sameState(known.file, stat) ? known.state : 'ok'
}

/**
 * Reads an object's bytes and compares their sha256 with its name. What was found is remembered for as long as the
 * file's stat is the same, so that a process reads each object once.
 */
export async function verifyObject(folder: string, sha256: string): Promise<ObjectState> {
  const path = objectPath(folder, sha256)
  const known = verified.get(path)
  const stat = known === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  if (known !== undefined && stat?.isFile() && sameState(known.file, stat)) return known.state
  return await withStoreFailures(path, async () => {
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) return 'corrupt'
      await using handle = await openFile(path)
      const before = await handle.stat()
      const found = await hashFile(handle)
      const state = found.sha256 === sha256 ? 'ok' : 'corrupt'
      // A file that was written to while it was read may be anything by now.
      const after = await handle.stat()
      if (sameState(before, after)) verified.set(path, { file: stateIn(after), state })
      return state
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return existsSync(damagedPath(folder, sha256)) ? 'corrupt' : 'missing'
      throw error
    }
  })
}

/**
 * Takes a damaged object out of the way, so that every later command sees at a glance that it has to be made again.
 * Where this process may not write, it is left, and found damaged anew by whoever reads it.
 */
export async function setAside(folder: string, sha256: string): Promise<void> {
  const path = objectPath(folder, sha256)
  const stat = statSync(path, { throwIfNoEntry: false })
  const known = verified.get(path)
  // Another process may have put a good one there since this one was read.
  if (stat === undefined || known?.state !== 'corrupt' || !sameState(known.file, stat)) return
  try {
    await rename(path, damagedPath(folder, sha256))
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (!['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOENT'].includes(code)) throw storeFailure(error, path)
  }
}

/** Remembers an object this process has hashed and put there itself. */
export function rememberVerified(folder: string, sha256: string): void {
  const path = objectPath(folder, sha256)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined) verified.set(path, { file: stateIn(stat), state: 'ok' })
}
