import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { catalogFile } from '../catalog/catalog-file.ts'
import { openCatalog } from '../catalog/open.ts'
import { expectRecord } from '../catalog/sound.ts'
import { withStoreFailures } from '../failure.ts'
import { syncFolder } from '../objects/folders.ts'
import { setAside, verifyObject } from '../objects/verified.ts'
import { objectsOf } from '../record.ts'
import { dropRemembered } from '../remembered-file.ts'
import { tmpFolder } from '../tmp.ts'
import { readEntries } from './entry-files.ts'
import type { Entry } from './format.ts'
import { type NamedEntry, restorationOf } from './restoration.ts'

export interface Rebuilt {
  readonly records: number
  /** The number of current records, over all environments. */
  readonly current: number
  readonly pins: number
  readonly doubts: number
  /** Files of records that are torn or damaged: absolute. */
  readonly damagedFiles: readonly string[]
  /** Objects of records whose bytes are gone or do not match their name; the latter are set aside. */
  readonly lostObjects: readonly string[]
  /** The new paths of the old catalog's files. */
  readonly setAside: readonly string[]
}

/**
 * Makes the catalog of a store from the small files. The old catalog is set aside, and the new one is put in its place
 * when it is whole. If the process is killed in between, the user runs the command again.
 */
export async function rebuildCatalog(folder: string): Promise<Rebuilt> {
  const entries: NamedEntry[] = []
  const damagedFiles: string[] = []
  for (const { name, path, entry } of readEntries(folder)) {
    if (entry !== undefined && isSound(entry)) entries.push({ name, entry })
    else damagedFiles.push(path)
  }
  const restoration = restorationOf(entries)
  const blobs = new Set(restoration.records.flatMap(({ record }) => objectsOf(record)))
  const lostObjects = await lostAmong(folder, blobs)
  const scratch = tmpFolder(folder, 'rebuild')
  await withStoreFailures(scratch, () => mkdir(scratch, { recursive: true }))
  try {
    const catalog = await openCatalog({ folder: scratch, mode: 'write' })
    await catalog?.restore(restoration)
    await catalog?.[Symbol.asyncDispose]()
    const aside = await replace(folder, catalogFile(scratch))
    const { records, pointers, pins, doubts } = restoration
    const counts = { records: records.length, current: pointers.length, pins: pins.length, doubts: doubts.length }
    return { ...counts, damagedFiles, lostObjects, setAside: aside }
  } finally {
    // If the folder stays, the next run removes it, like that of a killed process.
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isSound(entry: Entry): boolean {
  try {
    if (entry.type === 'record') expectRecord(entry.record, 0)
    return true
  } catch {
    return false
  }
}

async function lostAmong(folder: string, blobs: Iterable<string>): Promise<readonly string[]> {
  const lost: string[] = []
  for (const blob of blobs) {
    const state = await verifyObject(folder, blob)
    if (state === 'ok') continue
    if (state === 'corrupt') await setAside(folder, blob)
    lost.push(blob)
  }
  return lost
}

/**
 * Moves the old catalog before its log, so that nobody takes the rest for an older catalog. The log has to go as well,
 * since SQLite would apply it to the new catalog.
 */
async function replace(folder: string, temporary: string): Promise<readonly string[]> {
  const file = catalogFile(folder)
  const mark = `set-aside-${new Date().toISOString().replaceAll(/[^0-9]/g, '')}`
  const aside: string[] = []
  await withStoreFailures(file, async () => {
    for (const end of ['', '-wal', '-shm']) {
      const to = `${file}.${mark}${end}`
      if (!existsSync(file + end)) continue
      await rename(file + end, to)
      aside.push(to)
    }
    await rename(temporary, file)
    await syncFolder(folder)
  })
  dropRemembered(folder)
  return aside
}
