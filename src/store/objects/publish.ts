import { fchmodSync, linkSync, promises, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode } from '../../util/error-code.ts'
import { type FileHash, hashWritten } from '../../util/hash-file.ts'
import { onDisk } from '../../util/on-disk.ts'
import { randomUUID } from '../../util/process/node-crypto.ts'
import { announce } from '../announce.ts'
import { withStoreFailures } from '../failure.ts'
import { isUnsupported, makeFolder, syncFolder } from './folders.ts'
import type { Publication, StoredObject } from './interface.ts'
import { damagedPath, objectPath } from './layout.ts'
import { rememberVerified, verifyObject } from './verified.ts'

export interface PublishOptions extends Publication {
  /** The store's folder. */
  readonly folder: string
}

/**
 * Stores a finished file under its hash. Operations on names are synchronous; reading bytes and waiting for the disk
 * are not. The order makes it safe to be killed at any point: the bytes are on the disk before the name is, and the
 * name is there before the catalog mentions it. Before the link there is only a file in `tmp/`; after the link there is
 * a whole object, which may not be in the catalog yet. Throws `STORE_DISK_FULL` and `STORE_NOT_WRITABLE`.
 */
export async function publishObject({ folder, file, asset, hold }: PublishOptions): Promise<StoredObject> {
  return await withStoreFailures(file, async () => {
    announce({ step: 'written', asset, sha256: null })
    const { sha256, sizeBytes } = await seal(file, asset)
    const target = objectPath(folder, sha256)
    await hold(sha256)
    await makeFolder(dirname(target), folder)
    await place(folder, file, sha256)
    announce({ step: 'linked', asset, sha256 })
    await syncFolder(dirname(target))
    announce({ step: 'folder_synced', asset, sha256 })
    rmSync(file, { force: true })
    rmSync(damagedPath(folder, sha256), { force: true })
    rememberVerified(folder, sha256)
    return { blob: sha256, sizeBytes }
  })
}

/**
 * Hashes the file, removes the right to write to it and waits until it is on the disk. Windows flushes only handles
 * that may write.
 */
async function seal(file: string, asset: string): Promise<FileHash> {
  const digest = await hashWritten(file)
  announce({ step: 'hashed', asset, sha256: digest.sha256 })
  await onDisk(file, 'r+', protect)
  announce({ step: 'synced', asset, sha256: digest.sha256 })
  return digest
}

/** Read-only files only guard against accidents, so a file system without permissions is fine. */
function protect(file: number): void {
  try {
    fchmodSync(file, 0o444)
  } catch (error) {
    if (!isUnsupported(error)) throw error
  }
}

/**
 * Gives the file its name in `objects/`. A link fails where the name is taken, so a good object is never replaced while
 * somebody reads it. Only a damaged one is replaced, by a rename, so that one of the two is always there.
 */
async function place(folder: string, file: string, sha256: string): Promise<void> {
  const target = objectPath(folder, sha256)
  if (linked(file, target)) return
  // The name is taken, or this file system has no links. If the object has just disappeared, a rename does as well:
  // another process would put the same bytes there.
  if ((await verifyObject(folder, sha256)) === 'ok') return
  // No rename replaces a folder. A folder here is no object, and must not be deleted.
  if (statSync(target, { throwIfNoEntry: false })?.isFile() === false)
    await promises.rename(target, `${target}.${randomUUID()}`)
  await promises.rename(file, target)
}

function linked(file: string, target: string): boolean {
  try {
    linkSync(file, target)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || isUnsupported(error)) return false
    throw error
  }
}
