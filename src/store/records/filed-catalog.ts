import { rmSync } from 'node:fs'
import { assetOf, type Unit, unitAt } from '../../unit.ts'
import { announce } from '../announce.ts'
import type { Catalog } from '../interface.ts'
import { recordPath, writeEntry } from './entry-files.ts'
import type { MoveEntry } from './format.ts'

/** An entry without its environment and time. */
type EntryFields<One> = One extends MoveEntry ? Omit<One, 'environment' | 'at'> : never

/**
 * A catalog that also keeps its records, pointers, pins and doubts in small files. The file of a record is on the disk
 * before the catalog has the record: a process killed between the two leaves the file of a whole record, which a
 * rebuild takes for committed. The move of a pointer to an older record is written after the catalog's change, since a
 * run finds that record again by its key. A doubt is written before.
 */
export function filedCatalog(catalog: Catalog, folder: string, environment: string): Catalog {
  const tell = (entry: EntryFields<MoveEntry>, options?: { readonly relaxed: boolean }) =>
    writeEntry(folder, { ...entry, environment, at: now() } as MoveEntry, options)
  const tellPointer = async (unit: Unit) => {
    const { file } = (await catalog.currentOf(unit)) ?? {}
    // A record of an older version has no file yet; it gets one together with the others.
    if (file !== undefined) await tell({ type: 'pointer', unit, file }, { relaxed: true })
    return file
  }
  return {
    ...catalog,
    async commit(request) {
      const { record, from } = request
      const current = from !== 'keep'
      const file = await writeEntry(folder, { type: 'record', environment, at: now(), current, record })
      announce({ step: 'recorded', asset: record.asset, sha256: record.parts[0]?.blob ?? null })
      const answer = await catalog.commit({ ...request, file })
      if (answer === 'lost') await tellPointer(unitAt(record))
      return answer
    },
    async repoint(request) {
      const answer = await catalog.repoint(request)
      if (answer === 'moved') await tellPointer(request.unit)
      return answer
    },
    async leave(units) {
      await catalog.leave(units)
      const pinned = new Set((await catalog.pins()).map(({ unit }) => unit))
      for (const unit of units)
        if (!pinned.has(unit)) await tell({ type: 'pointer', unit, file: null }, { relaxed: true })
    },
    async pin(pin) {
      const answer = await catalog.pin(pin)
      if (answer === 'lost') return answer
      const file = await tellPointer(pin.unit)
      if (file !== undefined) await tell({ type: 'pin', unit: pin.unit, file })
      return answer
    },
    async unpin(units) {
      const released = await catalog.unpin(units)
      for (const unit of released) await tell({ type: 'pin', unit, file: null })
      return released
    },
    async doubt(doubt) {
      await tell({ type: 'doubt', ...doubt })
      await catalog.doubt(doubt)
    },
    async wipe(wanted) {
      if (wanted.dry) return catalog.wipe(wanted)
      const names: ReadonlySet<string> = new Set(wanted.units ?? wanted.assets)
      const isMeant = (unit: Unit) => names.has(wanted.units === undefined ? assetOf(unit) : unit)
      const current = (await catalog.current()).filter(({ record }) => isMeant(unitAt(record)))
      const doubted = (await catalog.doubts()).flatMap(({ unit }) => (isMeant(unit) ? unit : []))
      const files = await filesOf(catalog, wanted.assets)
      const wiped = await catalog.wipe(wanted)
      if (wiped.busy.length + wiped.pinned.length > 0) return wiped
      const units = new Set([...current.map(({ record }) => unitAt(record)), ...doubted, ...wiped.unpinned])
      for (const unit of units) await tell({ type: 'pointer', unit, file: null })
      for (const unit of wiped.unpinned) await tell({ type: 'pin', unit, file: null })
      const keptFiles = await filesOf(catalog, wanted.assets)
      for (const file of files) if (!keptFiles.has(file)) rmSync(recordPath(folder, file), { force: true })
      return wiped
    },
  }
}

let last = 0

/** A time later than every earlier one of this process, even within one millisecond. */
function now(): number {
  last = Math.max(Date.now(), last + 0.001)
  return last
}

async function filesOf(catalog: Catalog, assets: readonly string[]): Promise<ReadonlySet<string>> {
  const files = new Set<string>()
  for (const asset of assets) for (const { file } of await catalog.versionsOf(asset)) if (file) files.add(file)
  return files
}

/** Gives the records of an older version files of their own. */
export async function fileOlder(catalog: Catalog, folder: string): Promise<void> {
  for (;;) {
    const unfiled = await catalog.unfiled()
    if (unfiled.length === 0) return
    const files: { readonly id: number; readonly file: string }[] = []
    for (const { id, environment, at, record, currentIn } of unfiled) {
      const current = currentIn.includes(environment)
      const file = await writeEntry(folder, { type: 'record', environment, at, current, record }, { relaxed: true })
      files.push({ id, file })
      const unit = unitAt(record)
      for (const other of currentIn.filter((one) => one !== environment))
        await writeEntry(folder, { type: 'pointer', environment: other, at, unit, file }, { relaxed: true })
    }
    await catalog.file(files)
  }
}
