import { hash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../../util/error-code.ts'
import { onDisk } from '../../util/on-disk.ts'
import { storeFailure, withStoreFailures } from '../failure.ts'
import { makeFolder } from '../objects/folders.ts'
import { type Entry, entryFormat, type MoveEntry } from './format.ts'

const recordsFolder = (folder: string): string => join(folder, 'records')
const movesFolder = (folder: string): string => join(recordsFolder(folder), 'moves')

const pathOf = (folder: string, { type }: Entry, name: string): string =>
  type === 'record' ? recordPath(folder, name) : join(movesFolder(folder), `${name}.json`)

export const recordPath = (folder: string, name: string): string =>
  join(recordsFolder(folder), name.slice(0, 2), `${name}.json`)

/**
 * Writes an entry and returns its name. The entry is on the disk when this returns, unless `relaxed`: then a power cut
 * may lose it. The text is written in place, since a torn text does not match its name.
 */
export async function writeEntry(folder: string, entry: Entry, { relaxed = false } = {}): Promise<string> {
  const text = JSON.stringify({ format: entryFormat, ...entry })
  const name = hash('sha256', text)
  const path = pathOf(folder, entry, name)
  await withStoreFailures(path, async () => {
    await makeFolder(dirname(path), folder)
    if (relaxed) writeFileSync(path, text)
    else await onDisk(path, 'w', (file) => writeFileSync(file, text))
  })
  return name
}

export interface ReadEntry {
  /** The sha256 of its text. */
  readonly name: string
  readonly path: string
  /** `undefined` where the file is torn or damaged. */
  readonly entry: Entry | undefined
}

/** Every entry of a store, records before moves. */
export function* readEntries(folder: string): Generator<ReadEntry> {
  const folders = namesIn(recordsFolder(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))
  for (const name of folders) yield* readFolder(join(recordsFolder(folder), name))
  yield* readFolder(movesFolder(folder))
}

export const hasEntries = (folder: string): boolean =>
  namesIn(recordsFolder(folder)).some((name) => namesIn(join(recordsFolder(folder), name)).length > 0)

function* readFolder(folder: string): Generator<ReadEntry> {
  for (const file of namesIn(folder)) {
    if (!file.endsWith('.json')) continue
    const path = join(folder, file)
    const name = basename(file, '.json')
    yield { name, path, entry: entryIn(path, name) }
  }
}

function entryIn(path: string, name: string): Entry | undefined {
  const text = bytesIn(path)
  if (text === undefined) return undefined
  try {
    if (hash('sha256', text) !== name) return undefined
    const { format, ...entry } = JSON.parse(text.toString('utf8')) as Entry & { readonly format: string }
    return format === entryFormat ? (entry as Entry) : undefined
  } catch {
    return undefined
  }
}

/**
 * `undefined` where the file is gone, or a folder is in its place.
 *
 * @throws AssetError where the disk fails to read it: the file may be whole, so it is not reported as damaged.
 */
function bytesIn(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(errorCode(error) ?? '')) return undefined
    throw storeFailure(error, path)
  }
}

/** The files of moves that a newer move of the same unit has replaced. */
export function supersededMoves(folder: string): ReadonlySet<string> {
  const newest = new Map<string, { readonly path: string; readonly at: number }>()
  const superseded = new Set<string>()
  for (const { path, entry } of readFolder(movesFolder(folder))) {
    if (entry === undefined) continue
    const { type, environment, unit, at } = entry as MoveEntry
    const of = JSON.stringify([type, environment, unit])
    const other = newest.get(of)
    if (other !== undefined) superseded.add(other.at > at ? path : other.path)
    if (other === undefined || other.at <= at) newest.set(of, { path, at })
  }
  return superseded
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return []
    throw error
  }
}
