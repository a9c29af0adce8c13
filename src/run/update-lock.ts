import { defaultEnvironment } from '../define/environment.ts'
import { type Assessment, assess, isUpToDate } from '../plan/assess.ts'
import { isOfOtherScheme } from '../plan/definition.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { isOlder } from '../project/present-record.ts'
import type { Workspace } from '../project/workspace.ts'
import type { Stored } from '../store/interface.ts'
import { type ColumnsVersion, type LockEntry, lockEntry } from '../store/lock/entry.ts'
import { readLockToWrite } from '../store/lock/merged-lock.ts'
import { formatLock } from '../store/lock/read-lock.ts'
import { isUnchanged, writeLock } from '../store/lock/write-lock.ts'
import { rowsScheme1 } from '../store/row-schemes.ts'
import { assetOf, type Unit, unitAt } from '../unit.ts'

/**
 * Writes into the lock what is current and right. Lines of assets that are not up to date here stay as they are: they
 * may be another machine's. Lines of assets that are gone from the project go. The catalog is read afresh for it: what
 * a run knew when it began tells of failures that are mended and of processes that have ended. Where the lock is not
 * right yet, it is read once more while nobody else writes the lock: the last to write has then seen what all others
 * made. It is the default environment's: the others write none.
 */
export async function updateLock(workspace: Workspace): Promise<void> {
  const { storeFolder, project } = workspace
  if (project.environmentName !== defaultEnvironment) return
  const entriesNow = async (before: readonly LockEntry[]) => mergedEntries(before, await workspace.openWorld())
  const entries = await readLockToWrite(storeFolder)
  if (await isUnchanged(storeFolder, formatLock(await entriesNow(entries)))) return
  await writeLock(storeFolder, entriesNow)
}

/**
 * What is there is judged by itself. That a process makes it right now, or that an attempt beside it failed, leaves it
 * what it is: whoever comes to a newer one writes that.
 */
const assessAtRest = (world: LiveWorld): Promise<Assessment> =>
  world.settle(() => assess({ ...world, running: new Set(), failures: new Map() }))

async function mergedEntries(before: readonly LockEntry[], world: LiveWorld): Promise<readonly LockEntry[]> {
  const locked = new Map(before.map((entry) => [entry.unit, entry]))
  const assessment = await assessAtRest(world)
  // Of a partition that nobody here knows the line goes only with its asset.
  const isUnknown = ({ unit }: LockEntry) => !assessment.has(unit) && world.definitions.has(assetOf(unit))
  const chosen: (LockEntry | Stored)[] = before.filter(isUnknown)
  for (const { facts, status, current: standing } of assessment.values()) {
    const entry = locked.get(facts.unit)
    // What a renamed asset left is no line of the new name before a run has recorded it.
    const current = world.current.has(facts.unit) ? standing : undefined
    if (current !== undefined && isUpToDate(status)) chosen.push(toldNow(facts, current, entry))
    else if (entry !== undefined) chosen.push(entry)
    else if (current !== undefined) chosen.push(current)
  }
  const columnsRead = readBelow(chosen, assessment)
  const olderRead = readBelow(chosen.filter(isOlderLine), assessment)
  const entries: LockEntry[] = []
  for (const one of chosen) entries.push(await withColumns(one, { world, columnsRead, olderRead }))
  return entries
}

/**
 * The record with the names that a run would write now: its key has none of them, so that it outlives a renamed
 * upstream. The files it was cut from are told by whoever wrote the line first: they move with every comment, and the
 * lines of two machines would never agree.
 */
function toldNow(facts: UnitFacts, { id, record }: Stored, entry: LockEntry | undefined): Stored {
  if (isOfOtherScheme(facts, record)) return { id, record }
  const { ingredients } = record
  const inputs = ingredients.inputs.map((input, ordinal) => ({
    ...input,
    asset: facts.node.upstream[ordinal] ?? input.asset,
  }))
  const isSame = entry?.key === record.key && entry.schemes.code === record.schemes.code
  const files = isSame ? entry.ingredients.files : ingredients.files
  const told = { ...ingredients, code: facts.code.parts, inputs, ...(files === undefined ? {} : { files }) }
  return { id, record: { ...record, ingredients: told } }
}

const isOlderLine = (one: LockEntry | Stored): boolean => !('record' in one) && one.schemes.rows === rowsScheme1

/**
 * What is read -> the sets of its columns that are, as JSON. The ordinal says which asset it is: it may have another
 * name now.
 */
function readBelow(chosen: readonly (LockEntry | Stored)[], assessment: Assessment): ReadonlyMap<Unit, Set<string>> {
  const read = new Map<Unit, Set<string>>()
  for (const one of chosen) {
    const { inputs } = ('record' in one ? one.record : one).ingredients
    const reads = assessment.get('record' in one ? unitAt(one.record) : one.unit)?.facts.reads
    for (const [ordinal, { columns }] of inputs.entries()) {
      for (const unit of reads?.[ordinal] ?? []) {
        const sets = read.get(unit) ?? new Set()
        read.set(unit, columns === null ? sets : sets.add(JSON.stringify(columns)))
      }
    }
  }
  return read
}

interface Columns {
  readonly world: LiveWorld
  readonly columnsRead: ReadonlyMap<Unit, ReadonlySet<string>>
  /** By lines that stay and were written by 0.1.0. */
  readonly olderRead: ReadonlyMap<Unit, ReadonlySet<string>>
}

/** A line that stays keeps what it says of columns: the table it tells of may be on another machine. */
async function withColumns(one: LockEntry | Stored, { world, columnsRead, olderRead }: Columns): Promise<LockEntry> {
  if (!('record' in one)) return one
  const columns = await versionsOf(world, one, columnsRead)
  const sets = olderRead.get(unitAt(one.record))
  // A table that is gone has no versions to tell of: what reads it is made again after it.
  if (sets === undefined || isOlder(one) || (await world.blobNow(one)) !== 'ok') return lockEntry(one.record, columns)
  const past = await world.past(one)
  const { version, schemes } = past.record
  return lockEntry(one.record, columns, {
    scheme: schemes.rows,
    version,
    columns: await versionsOf(world, past, olderRead),
  })
}

async function versionsOf(world: LiveWorld, stored: Stored, read: Columns['columnsRead']): Promise<ColumnsVersion[]> {
  if ((await world.blobNow(stored)) !== 'ok') return []
  const columns: ColumnsVersion[] = []
  for (const set of read.get(unitAt(stored.record)) ?? []) {
    const names: readonly string[] = JSON.parse(set)
    columns.push({ names, version: await world.columnsVersionNow(stored, names) })
  }
  return columns
}
