import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { assetOf, type Unit } from '../../unit.ts'
import { errorCode } from '../../util/error-code.ts'

/** The role of a file in a store, which follows from its path. */
export type FileRole =
  | { readonly role: 'object'; readonly blob: string }
  | { readonly role: 'record'; readonly name: string }
  | { readonly role: 'move' }
  | { readonly role: 'log'; readonly run: string; readonly asset: string }
  | { readonly role: 'journal'; readonly asset: string; readonly owner: string }
  | { readonly role: 'temporary'; readonly owner: string }
  | { readonly role: 'cache' }
  | { readonly role: 'catalog' }
  | { readonly role: 'other' }

export type StoreFile = FileRole & {
  /** Absolute. */
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
}

/** Every file below the store's folder, so that the sizes add up to the size of the store. */
export function filesOfStore(folder: string): readonly StoreFile[] {
  return [...walk(folder, [])].flatMap(fileAt)
}

/** The catalog and the lock, which lie in the store's folder itself; its subfolders are not read. */
export function catalogFilesOf(folder: string): readonly StoreFile[] {
  const files = entriesOf(folder).filter((entry) => !entry.isDirectory())
  return files.flatMap(({ name }) => fileAt({ path: join(folder, name), parts: [name] })).filter(isOfCatalog)
}

const isOfCatalog = ({ role }: StoreFile): boolean => role === 'catalog'

interface WalkedFile {
  readonly path: string
  readonly parts: readonly string[]
}

function fileAt({ path, parts }: WalkedFile): StoreFile[] {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat === undefined ? [] : [{ ...roleOf(parts), path, sizeBytes: stat.size, mtimeMs: stat.mtimeMs }]
}

function* walk(folder: string, parts: readonly string[]): Generator<WalkedFile> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    const own = [...parts, entry.name]
    if (entry.isDirectory()) yield* walk(path, own)
    else yield { path, parts: own }
  }
}

/** The entries of a folder; none where the folder is gone, or where another user keeps it private. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return []
    throw error
  }
}

function roleOf([room = '', ...more]: readonly string[]): FileRole {
  switch (room) {
    case 'objects':
      return objectRole(more)
    case 'records':
      return recordRole(more)
    case 'logs':
      return logRole(more)
    case 'partial':
      return more.length === 2
        ? { role: 'journal', asset: assetOf(decoded(more[0] as string) as Unit), owner: more[1] as string }
        : other
    case 'tmp':
      return { role: 'temporary', owner: more[0] as string }
    case 'cache':
      return { role: 'cache' }
    default:
      return /^(catalog\.sqlite.*|assets\.lock|\.gitignore)$/.test(room) ? { role: 'catalog' } : other
  }
}

const other: FileRole = { role: 'other' }

/** A damaged object that was set aside belongs to the object whose place it had. */
function objectRole(parts: readonly string[]): FileRole {
  const [, blob] = /^([0-9a-f]{64})\.parquet(?:\.damaged)?$/.exec(parts[1] ?? '') ?? []
  return blob === undefined || parts.length !== 2 || parts[0] !== blob.slice(0, 2) ? other : { role: 'object', blob }
}

function recordRole([folder = '', file = '', ...more]: readonly string[]): FileRole {
  const [, name] = /^([0-9a-f]{64})\.json$/.exec(file) ?? []
  if (name === undefined || more.length > 0) return other
  if (folder === 'moves') return { role: 'move' }
  return folder === name.slice(0, 2) ? { role: 'record', name } : other
}

function logRole([run = '', file = '', ...more]: readonly string[]): FileRole {
  if (more.length > 0 || !file.endsWith('.ndjson')) return other
  return { role: 'log', run, asset: assetOf(file.slice(0, -'.ndjson'.length) as Unit) }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
