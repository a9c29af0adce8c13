import { type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../util/error-code.ts'
import { hashFile } from '../util/hash-file.ts'
import { withStoreFailures } from './failure.ts'

/** Where a table's bytes are at rest. The name is the sha256 of the bytes, so that a file there never changes. */
export function objectPath(folder: string, sha256: string): string {
  return join(folder, 'objects', sha256.slice(0, 2), `${sha256}.parquet`)
}

/** Whether there is such a file. That its bytes are right is what `verifyObject` says. */
export function hasObject(folder: string, sha256: string): boolean {
  return statSync(objectPath(folder, sha256), { throwIfNoEntry: false })?.isFile() ?? false
}

export type ObjectState = 'ok' | 'missing' | 'corrupt'

/** Object's path -> its stat when its bytes were last read, and what they were. */
const verified = new Map<string, { readonly stat: string; readonly state: ObjectState }>()

/**
 * A glance at an object: its size, and what this process found when it last read it. `ok` here is no proof; a truncated file is
 * `corrupt` without being read. For a plan over many objects, which must not read them all.
 */
export function glanceAtObject(folder: string, of: { readonly blob: string; readonly sizeBytes: number }): ObjectState {
  const path = objectPath(folder, of.blob)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'missing'
  if (!stat.isFile() || stat.size !== of.sizeBytes) return 'corrupt'
  const known = verified.get(path)
  return known !== undefined && known.stat === identityOf(stat) ? known.state : 'ok'
}

/**
 * Reads an object's bytes and compares their sha256 with its name. What was found is remembered for as long as the file's stat is
 * the same, so that a process reads each object once.
 */
export async function verifyObject(folder: string, sha256: string): Promise<ObjectState> {
  const path = objectPath(folder, sha256)
  return await withStoreFailures(path, async () => {
    try {
      await using handle = await open(path, 'r')
      const before = await handle.stat()
      if (!before.isFile()) return 'corrupt'
      const known = verified.get(path)
      if (known?.stat === identityOf(before)) return known.state
      const found = await hashFile(handle)
      const state = found.sha256 === sha256 ? 'ok' : 'corrupt'
      // A file that was written to while it was read may be anything by now.
      const after = await handle.stat()
      if (identityOf(before) === identityOf(after)) verified.set(path, { stat: identityOf(after), state })
      return state
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 'missing'
      throw error
    }
  })
}

/** Remembers an object this process has hashed and put there itself. */
export function rememberVerified(folder: string, sha256: string): void {
  const path = objectPath(folder, sha256)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined) verified.set(path, { stat: identityOf(stat), state: 'ok' })
}

/** The time of the last change to the inode is in it, because a tool can set the time of the last write back. */
function identityOf(stat: Stats): string {
  return `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`
}
