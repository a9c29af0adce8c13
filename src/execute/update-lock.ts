import { unpartitioned } from '../define/partitions.ts'
import { type Assessment, isUpToDate } from '../plan/assess.ts'
import type { Stored } from '../store/interface.ts'
import { type ColumnsVersion, type LockEntry, lockEntry } from '../store/lock/entry.ts'
import { formatLock, readLockFile } from '../store/lock/read-lock.ts'
import { isUnchanged, writeLock } from '../store/lock/write-lock.ts'
import type { LiveWorld } from './live-world.ts'
import { assessNow, type Workspace } from './workspace.ts'

/**
 * Writes into the lock what is current and up to date. Lines of assets that are not up to date here stay as they are: they may be
 * another machine's. Lines of assets that are gone from the project go.
 *
 * @param world as the run left it. It is enough to see that the lock is right already, which needs no lock of the file. Where it is
 * not, the catalog is read again while nobody else writes the lock: the last to write has then seen what all others made.
 */
export async function updateLock(workspace: Workspace, world: LiveWorld): Promise<void> {
  const { storeFolder } = workspace
  const entries = await readLockFile(storeFolder)
  if (await isUnchanged(storeFolder, formatLock(await mergedEntries(entries, world)))) return
  await writeLock(storeFolder, async (before) => mergedEntries(before, await workspace.openWorld()))
}

async function mergedEntries(before: readonly LockEntry[], world: LiveWorld): Promise<readonly LockEntry[]> {
  const locked = new Map(before.filter((e) => e.partition === unpartitioned).map((entry) => [entry.asset, entry]))
  const assessment = await assessNow(world)
  // Of a partition nobody here knows whether it is up to date; its line goes only with its asset.
  const chosen: (LockEntry | Stored)[] = before.filter((e) => e.partition !== unpartitioned && assessment.has(e.asset))
  for (const { facts, status, current } of assessment.values()) {
    const entry = locked.get(facts.node.name)
    if (current !== undefined && (entry === undefined || isUpToDate(status))) chosen.push(current)
    else if (entry !== undefined) chosen.push(entry)
  }
  const columnsRead = readBelow(chosen, assessment)
  const entries: LockEntry[] = []
  for (const one of chosen) entries.push(await withColumns(one, { world, columnsRead }))
  return entries
}

/** Asset -> the sets of its columns that something reads, as JSON. The ordinal says which asset it is: it may have another name now. */
function readBelow(chosen: readonly (LockEntry | Stored)[], assessment: Assessment): ReadonlyMap<string, Set<string>> {
  const read = new Map<string, Set<string>>()
  for (const one of chosen) {
    const { asset, ingredients } = 'record' in one ? one.record : one
    for (const [ordinal, { columns }] of ingredients.inputs.entries()) {
      const name = assessment.get(asset)?.facts.node.upstream[ordinal]
      if (columns === null || name === undefined) continue
      const sets = read.get(name) ?? new Set()
      read.set(name, sets.add(JSON.stringify(columns)))
    }
  }
  return read
}

interface Columns {
  readonly world: LiveWorld
  readonly columnsRead: ReadonlyMap<string, ReadonlySet<string>>
}

/** A line that stays keeps what it says of columns: the table it tells of may be on another machine. */
async function withColumns(one: LockEntry | Stored, { world, columnsRead }: Columns): Promise<LockEntry> {
  if (!('record' in one)) return one
  const columns: ColumnsVersion[] = []
  for (const set of columnsRead.get(one.record.asset) ?? []) {
    const names: readonly string[] = JSON.parse(set)
    // A table that is gone has no versions to tell of: what reads it is made again after it.
    if (world.blob(one) === 'ok') columns.push({ names, version: await world.columnsVersionNow(one, names) })
  }
  return lockEntry(one.record, columns)
}
