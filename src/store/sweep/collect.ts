import { rmdirSync, unlinkSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { errorCode } from '../../util/error-code.ts'
import { unreachable } from '../../util/unreachable.ts'
import { storeFailure } from '../failure.ts'
import type { Catalog } from '../interface.ts'
import { supersededMoves } from '../records/entry-files.ts'
import { fileOlder } from '../records/filed-catalog.ts'
import type { SweepRules, Swept } from '../removal.ts'
import { isAbandoned } from '../tmp.ts'
import { catalogFilesOf, filesOfStore, type StoreFile } from './store-files.ts'

export interface Share {
  readonly keptBytes: number
  readonly freedBytes: number
}
export interface CollectedAsset extends Share {
  readonly asset: string
  readonly records: { readonly kept: number; readonly freed: number }
}
const otherFiles = ['unnamed', 'records', 'logs', 'journals', 'temporary', 'cache', 'catalog', 'other'] as const
export interface OtherFiles extends Share {
  /** `unnamed`: objects that no record names, because their run was killed or is about to name them. */
  readonly what: (typeof otherFiles)[number]
}
export interface Collected {
  /** By name. An object that several assets name counts for the first of them. */
  readonly assets: readonly CollectedAsset[]
  readonly others: readonly OtherFiles[]
}

/** How many objects are removed while the catalog is locked: others wait no longer than for a commit. */
const batch = 500

/**
 * Frees what no record needs: first the records go, in one transaction, and then the files that nobody names any more.
 * The answer lists every file of the store once, as kept or as freed.
 */
export async function collectGarbage(
  { folder, catalog }: { readonly folder: string; readonly catalog: Catalog },
  rules: SweepRules,
): Promise<Collected> {
  if (!rules.dry) await fileOlder(catalog, folder)
  const swept = await catalog.sweep(rules)
  const superseded = supersededMoves(folder)
  const files = filesOfStore(folder)
  const assets = rules.assets === undefined ? undefined : new Set(rules.assets)
  const unnamed = new Set(swept.assets.flatMap(({ blobs }) => blobs))
  const free = files.filter((file) => isFree(file, { swept, assets, unnamed, superseded }))
  const freed = new Set(rules.dry ? free : await removed(catalog, swept, free))
  if (!rules.dry) {
    tidy(folder, freed)
    await catalog.compact()
  }
  const catalogFiles = catalogFilesOf(folder)
  return reportOf(swept, [...files.filter(({ role }) => role !== 'catalog'), ...catalogFiles], freed)
}

interface Judgement {
  readonly swept: Swept
  readonly assets: ReadonlySet<string> | undefined
  /** The objects that the removed records named. */
  readonly unnamed: ReadonlySet<string>
  /** The files of moves that a newer move of the same unit has superseded. */
  readonly superseded: ReadonlySet<string>
}

function isFree(file: StoreFile, { swept, assets, unnamed, superseded }: Judgement): boolean {
  const isWanted = (asset: string) => assets === undefined || assets.has(asset)
  const isOld = file.mtimeMs < swept.before
  switch (file.role) {
    case 'object':
      if (swept.named.has(file.blob) || swept.held.has(file.blob)) return false
      return assets === undefined || unnamed.has(file.blob)
    case 'record':
      if (swept.files.kept.has(file.name)) return false
      return swept.files.freed.has(file.name) || (assets === undefined && isOld)
    case 'move':
      return superseded.has(file.path)
    case 'log':
      if (swept.runs.has(file.run) || swept.runs.has(`${file.run} ${file.asset}`)) return false
      return isWanted(file.asset) && isOld
    case 'journal':
      return isWanted(file.asset) && isOld && isAbandoned(file.path, file.owner)
    case 'temporary':
      return assets === undefined && isAbandoned(file.path, file.owner)
    case 'cache':
      // A temporary file of a cache, left by a process that was killed.
      return assets === undefined && isOld && file.path.endsWith('.tmp')
    case 'catalog':
    case 'other':
      return false
    default:
      return unreachable(file)
  }
}

/**
 * Removes the files and returns those that are gone. Objects are removed inside transactions of the catalog. No record
 * can name the other files, so they are removed at the same time in Node's file threads.
 */
async function removed(catalog: Catalog, swept: Swept, files: readonly StoreFile[]): Promise<readonly StoreFile[]> {
  const others = removedAside(files.filter(({ role }) => role !== 'object'))
  const [gone, more] = await Promise.all([removedObjects(catalog, swept, files), others])
  return [...gone, ...more]
}

async function removedAside(files: readonly StoreFile[]): Promise<readonly StoreFile[]> {
  const gone: StoreFile[] = []
  for (let at = 0; at < files.length; at += batch) {
    const some = files.slice(at, at + batch)
    const outcomes = await Promise.all(
      some.map(({ path }) =>
        unlink(path).then(
          () => true,
          (error) => isGoneAfter(error, path),
        ),
      ),
    )
    gone.push(...some.filter((_, index) => outcomes[index]))
  }
  return gone
}

async function removedObjects(catalog: Catalog, swept: Swept, files: readonly StoreFile[]) {
  const gone: StoreFile[] = []
  const objects = Map.groupBy(
    files.filter((file) => file.role === 'object'),
    ({ blob }) => blob,
  )
  const blobs = [...objects.keys()]
  for (let at = 0; at < blobs.length; at += batch) {
    const done = new Set<StoreFile>()
    await catalog.removeUnnamed({ since: swept.change, blobs: blobs.slice(at, at + batch) }, (blob) => {
      for (const file of objects.get(blob) ?? []) if (isRemoved(file)) done.add(file)
    })
    gone.push(...done)
    // Lets the removal in Node's threads go on.
    await setImmediate()
  }
  return gone
}

function isRemoved({ path }: StoreFile): boolean {
  try {
    unlinkSync(path)
    return true
  } catch (error) {
    return isGoneAfter(error, path)
  }
}

/** A file of another user in a shared store, or one that Windows holds open, stays and is reported as kept. */
function isGoneAfter(error: unknown, path: string): boolean {
  if (errorCode(error) === 'ENOENT') return true
  if (['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EISDIR'].includes(errorCode(error) ?? '')) return false
  throw storeFailure(error, path)
}

/** Removes folders that are empty now. Folders of objects stay: another process may be about to link one there. */
function tidy(folder: string, freed: ReadonlySet<StoreFile>): void {
  const rooms = ['logs', 'partial', 'tmp'].map((room) => join(folder, room))
  const folders = [...freed].flatMap(({ role, path }) => (role === 'object' ? [] : [dirname(path)]))
  for (const start of new Set(folders)) {
    for (let path = start; rooms.some((room) => path.startsWith(room)) && isEmptied(path); path = dirname(path));
  }
}

function isEmptied(path: string): boolean {
  try {
    rmdirSync(path)
    return true
  } catch {
    return false
  }
}

function reportOf(swept: Swept, files: readonly StoreFile[], freed: ReadonlySet<StoreFile>): Collected {
  const owners = new Map<string, string>(swept.named)
  for (const { asset, blobs } of swept.assets) for (const blob of blobs) if (!owners.has(blob)) owners.set(blob, asset)
  const shares = new Map<string, { keptBytes: number; freedBytes: number }>()
  for (const file of files) {
    const name = file.role === 'object' && owners.has(file.blob) ? `asset ${owners.get(file.blob)}` : groupOf(file)
    const share = shares.get(name) ?? { keptBytes: 0, freedBytes: 0 }
    share[freed.has(file) ? 'freedBytes' : 'keptBytes'] += file.sizeBytes
    shares.set(name, share)
  }
  const shareOf = (name: string): Share => shares.get(name) ?? { keptBytes: 0, freedBytes: 0 }
  return {
    assets: swept.assets.map(({ asset, kept, freed }) => ({
      asset,
      records: { kept, freed },
      ...shareOf(`asset ${asset}`),
    })),
    others: otherFiles.map((what) => ({ what, ...shareOf(what) })),
  }
}

function groupOf({ role }: StoreFile): OtherFiles['what'] {
  switch (role) {
    case 'object':
      return 'unnamed'
    case 'record':
    case 'move':
      return 'records'
    case 'log':
      return 'logs'
    case 'journal':
      return 'journals'
    case 'temporary':
    case 'cache':
    case 'catalog':
    case 'other':
      return role
    default:
      return unreachable(role)
  }
}
