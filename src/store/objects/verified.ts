import { existsSync, promises, statSync } from 'node:fs'
import { errorCode } from '../../util/error-code.ts'
import { type FileState, sameState, stateIn } from '../../util/file-state.ts'
import { hashFile } from '../../util/hash-file.ts'
import { openFile } from '../../util/read-file.ts'
import { storeFailure, withStoreFailures } from '../failure.ts'
import type { ObjectState, StoredObject } from './interface.ts'
import { damagedPath, objectPath } from './layout.ts'

/** Path of an object -> the state of the file when its bytes were last read, and whether they were right. */
const verified = new Map<string, { readonly file: FileState; readonly state: ObjectState }>()

export interface Glance {
  readonly state: ObjectState
  /** The state of a file of the right size. */
  readonly file?: FileState
}

/** See `Objects.states`. A truncated file, and anything that is no file, is `corrupt` without being read. */
export function glanceAtObject(folder: string, of: StoredObject): Glance {
  const path = objectPath(folder, of.blob)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return { state: existsSync(damagedPath(folder, of.blob)) ? 'corrupt' : 'missing' }
  if (!stat.isFile() || stat.size !== of.sizeBytes) return { state: 'corrupt' }
  const verdict = verified.get(path)
  const isKnown = verdict !== undefined && sameState(verdict.file, stat)
  return { state: isKnown ? verdict.state : 'ok', file: stat }
}

/**
 * Reads an object's bytes and compares their sha256 with its name. The result is remembered as long as the file's stat
 * is the same, so that a process reads each object once.
 */
export async function verifyObject(folder: string, blob: string): Promise<ObjectState> {
  const path = objectPath(folder, blob)
  const verdict = verified.get(path)
  const stat = verdict === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  if (verdict !== undefined && stat?.isFile() && sameState(verdict.file, stat)) return verdict.state
  return await withStoreFailures(path, async () => {
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) return 'corrupt'
      await using handle = await openFile(path)
      const before = await handle.stat()
      const { sha256 } = await hashFile(handle)
      const state = sha256 === blob ? 'ok' : 'corrupt'
      // The result is not remembered if the file was written to during the reading.
      const after = await handle.stat()
      if (sameState(before, after)) verified.set(path, { file: stateIn(after), state })
      return state
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return existsSync(damagedPath(folder, blob)) ? 'corrupt' : 'missing'
      throw error
    }
  })
}

/** See `Objects.setAside`. */
export async function setAside(folder: string, blob: string): Promise<void> {
  const path = objectPath(folder, blob)
  const stat = statSync(path, { throwIfNoEntry: false })
  const verdict = verified.get(path)
  // Another process may have put a good object there since this one was read.
  if (stat === undefined || verdict?.state !== 'corrupt' || !sameState(verdict.file, stat)) return
  try {
    await promises.rename(path, damagedPath(folder, blob))
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (!['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOENT'].includes(code)) throw storeFailure(error, path)
  }
}

/** Remembers an object this process has hashed and put there itself. */
export function rememberVerified(folder: string, blob: string): void {
  const path = objectPath(folder, blob)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined) verified.set(path, { file: stateIn(stat), state: 'ok' })
}
