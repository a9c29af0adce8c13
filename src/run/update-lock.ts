import { nodeKinds } from '../define/node-kinds.ts'
import { defaultEnvironment } from '../define/project/environment.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Graph } from '../graph/graph.ts'
import { judgedWith } from '../graph/judged-with.ts'
import { type Assessment, assess, isUpToDate } from '../plan/assess.ts'
import { isOfOtherScheme } from '../plan/definition.ts'
import { isAsMade } from '../plan/pinned.ts'
import type { CompactWorld } from '../project/compact-world.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { isOlder } from '../project/present-record.ts'
import type { Workspace } from '../project/workspace.ts'
import type { WorldScope } from '../project/world-scope.ts'
import type { Stored } from '../store/interface.ts'
import { type ColumnsVersion, keysDigest, type LockEntry, lockEntry } from '../store/lock/entry.ts'
import { readLockToWrite } from '../store/lock/merged-lock.ts'
import { formatLock } from '../store/lock/read-lock.ts'
import { isUnchanged, writeLock } from '../store/lock/write-lock.ts'
import { hasTable, type InputVersion } from '../store/record.ts'
import { rowsScheme1 } from '../store/row-schemes.ts'
import { assetOf, partitionOf, type Unit, unitAt, unitOf } from '../unit.ts'
import {
  type ReadOfAsset,
  readOfAsset,
  recordTogether,
  type Together,
  tablesTogether,
  versionTogether,
} from './lock-together.ts'

/** The part of a workspace that the lock is written from. */
type LockedProject = Pick<
  Workspace,
  'storeFolder' | 'store' | 'project' | 'graph' | 'units' | 'openCompact' | 'observedTogether' | 'definedSet'
>

/**
 * Writes the current records that are right into the lock. The lines of assets that are not up to date here stay, since
 * they may come from another machine; the lines of assets that are gone from the project go. The catalog is read again
 * for this: what the run knew at its start includes failures that are mended and processes that have ended. If the lock
 * needs a change, it is read once more under the lock file's own lock, so that the last writer has seen the lines of
 * all others. Only the default environment has a lock.
 *
 * @param planned What the run was planned from.
 * @returns the units for which the lock had another version under the same key.
 */
export async function updateLock(workspace: LockedProject, planned?: CompactWorld): Promise<readonly Unit[]> {
  const { storeFolder, project } = workspace
  if (project.environmentName !== defaultEnvironment) return []
  const entriesNow = async (before: readonly LockEntry[]) => {
    const isStill = planned !== undefined && (await isAsPlanned(workspace, planned))
    const compact = isStill ? planned : await workspace.openCompact(await scopeOfLock(workspace), true)
    return mergedEntries(before, { workspace, ...compact })
  }
  const before = await readLockToWrite(storeFolder)
  const now = await entriesNow(before)
  if (await isUnchanged(storeFolder, formatLock(now))) return []
  await writeLock(storeFolder, entriesNow)
  return otherVersions(before, now)
}

/** Whether nothing was written to the catalog since the plan was made, which knows all of the project. */
async function isAsPlanned(
  { graph, store }: Pick<LockedProject, 'graph' | 'store'>,
  { world, plain }: CompactWorld,
): Promise<boolean> {
  const { own, others } = await store.catalog.moment()
  if (own !== world.opened?.own || others !== world.opened.others) return false
  const names = new Set([...plain.keys(), ...world.facts.map(({ node }) => node.name)])
  // A run asks sources, and the lock has what is stored of them.
  return graph.nodes.every(({ name, kind }) => names.has(name) && !nodeKinds[kind].readsOutside)
}

/** What read the clock is expected to differ, and a version by another hash of rows cannot be compared. */
function otherVersions(before: readonly LockEntry[], now: readonly LockEntry[]): readonly Unit[] {
  const locked = new Map(before.map((entry) => [entry.unit, entry]))
  const isOther = ({ unit, key, version, schemes, reusable }: LockEntry) => {
    const entry = locked.get(unit)
    if (entry === undefined || !entry.reusable || !reusable) return false
    return entry.key === key && entry.schemes.rows === schemes.rows && entry.version !== version
  }
  return now.filter(isOther).map(({ unit }) => unit)
}

/**
 * The part of the project that the lock is written for. An asset without a table here keeps its line whatever its
 * status, so the files of a source that no run asked for, which may be many, are not read. Undefined (everything) where
 * every source was made.
 */
async function scopeOfLock({ graph, store }: Pick<LockedProject, 'graph' | 'store'>): Promise<WorldScope | undefined> {
  const sources = graph.nodes.filter(({ kind, partitioned }) => nodeKinds[kind].readsOutside && !partitioned)
  const units = sources.map(({ name }) => unitOf(name))
  const made = await store.catalog.current({ units, notOf: graph.nodes.map(({ name }) => name) })
  const madeUnits = new Set(made.map(({ record }) => unitAt(record)))
  if (units.every((unit) => madeUnits.has(unit))) return undefined
  const current = await store.catalog.current()
  return { names: judgedWith(graph, new Set(current.map(({ record }) => record.asset))) }
}

/**
 * Only the stored tables are judged. A process that is making a newer one, or a failed attempt, does not count: a
 * process that makes a newer table writes its line itself.
 */
const assessAtRest = (world: LiveWorld): Promise<Assessment> =>
  world.settle(() => assess({ ...world, running: new Set(), failures: new Map() }))

async function mergedEntries(
  before: readonly LockEntry[],
  {
    workspace,
    world,
    plain,
  }: CompactWorld & { readonly workspace: Pick<LockedProject, 'graph' | 'units' | 'observedTogether' | 'definedSet'> },
): Promise<readonly LockEntry[]> {
  const locked = new Map(before.map((entry) => [entry.unit, entry]))
  const assessment = await assessAtRest(world)
  // The line of a partition that is unknown here goes only with its asset.
  const factsByName = new Map<string, NodeFacts>()
  for (const { facts } of [...assessment.values(), ...plain.values()]) factsByName.set(facts.node.name, facts)
  const isUnknown = ({ unit }: LockEntry) => !factsByName.has(assetOf(unit)) && world.definitions.has(assetOf(unit))
  const together = tablesTogether(world, { assessment, plain, units: workspace.units })
  // True for an asset with partitions of which none was made here.
  const isUnmade = ({ unit }: LockEntry) => factsByName.get(assetOf(unit))?.node.partitioned && !together.has(unit)
  const chosen: (LockEntry | Stored)[] = before.filter((entry) => isUnknown(entry) || isUnmade(entry))
  const read = readOfAsset(world, together)
  for (const [unit, tables] of together) {
    const entry = locked.get(unit)
    if (entry !== undefined && !tables.upToDate) chosen.push(entry)
    else chosen.push(withFiles(await recordTogether(tables, { read, workspace }), entry))
  }
  for (const { facts, records, places } of plain.values()) {
    if (facts.node.partitioned) continue
    const unit = unitOf(facts.node.name)
    const current = records.storedAt(places[0] as number)
    chosen.push(await toldNow(facts, current, { entry: locked.get(unit), together, read }))
  }
  for (const { facts, status, causes, current: standing } of assessment.values()) {
    if (facts.node.partitioned) continue
    const entry = locked.get(facts.unit)
    // A record under a renamed asset's old name gives the new name no line until a run has recorded it.
    const current = world.current.has(facts.unit) ? standing : undefined
    // Assets below were made from the pinned version, and the line says which code made that version.
    if (current !== undefined && !isAsMade({ status, causes })) chosen.push(current)
    else if (current !== undefined && isUpToDate(status))
      chosen.push(await toldNow(facts, current, { entry, together, read }))
    else if (entry !== undefined) chosen.push(entry)
    else if (current !== undefined) chosen.push(current)
  }
  const columnsRead = readBelow(chosen, workspace.graph)
  const olderRead = readBelow(chosen.filter(isOlderLine), workspace.graph)
  const entries: LockEntry[] = []
  for (const one of chosen)
    entries.push(await withColumns(one, { world, together, definedSet: workspace.definedSet, columnsRead, olderRead }))
  return entries
}

/**
 * The record with the names that a run would write now: its key contains no names, so the key survives the rename of an
 * upstream. The files of the code stay as the line first had them: they change with every comment, and the lines of two
 * machines would never agree.
 */
async function toldNow(
  facts: NodeFacts,
  { id, record }: Stored,
  { entry, together, read }: { entry: LockEntry | undefined; together: Columns['together']; read: ReadOfAsset },
): Promise<Stored> {
  const inputs: InputVersion[] = []
  for (const [ordinal, input] of record.ingredients.inputs.entries()) {
    const asset = facts.node.upstream[ordinal] ?? input.asset
    const { columns } = input
    // The lock does not say which partitions an asset reads, so a change of any partition may matter.
    const version = together.has(unitOf(asset)) ? await read(asset, columns) : undefined
    inputs.push({ asset, columns, version: version ?? input.version })
  }
  if (isOfOtherScheme(facts, record)) return { id, record }
  const ingredients = { ...record.ingredients, code: facts.code.parts, inputs }
  return withFiles({ id, record: { ...record, ingredients } }, entry)
}

function withFiles({ id, record }: Stored, entry: LockEntry | undefined): Stored {
  const { ingredients } = record
  const isSame = entry?.key === record.key && entry.schemes.code === record.schemes.code
  const files = isSame ? entry.ingredients.files : ingredients.files
  return { id, record: { ...record, ingredients: { ...ingredients, ...(files === undefined ? {} : { files }) } } }
}

const isOlderLine = (one: LockEntry | Stored): boolean => !('record' in one) && one.schemes.rows === rowsScheme1

/**
 * By unit: the sets of its columns that other assets read, as JSON. The ordinal of an input says which unit it is,
 * since the unit may have another name now. Lines that stay count too, even of assets that are not in this world.
 */
function readBelow(chosen: readonly (LockEntry | Stored)[], graph: Graph): ReadonlyMap<Unit, Set<string>> {
  const columnsByUnit = new Map<Unit, Set<string>>()
  for (const one of chosen) {
    const { inputs } = ('record' in one ? one.record : one).ingredients
    const id = graph.ids.get('record' in one ? one.record.asset : assetOf(one.unit))
    const upstream = id === undefined ? undefined : graph.nodes[id]?.upstream
    for (const [ordinal, { columns }] of inputs.entries()) {
      const asset = upstream?.[ordinal]
      if (asset === undefined) continue
      const sets = columnsByUnit.get(unitOf(asset)) ?? new Set()
      columnsByUnit.set(unitOf(asset), columns === null ? sets : sets.add(JSON.stringify(columns)))
    }
  }
  return columnsByUnit
}

interface Columns {
  readonly world: LiveWorld
  /** The assets with partitions, each of which has one line. */
  readonly together: ReadonlyMap<Unit, Together>
  readonly definedSet: Workspace['definedSet']
  readonly columnsRead: ReadonlyMap<Unit, ReadonlySet<string>>
  /** The sets of columns that lines read which stay and were written by 0.1.0. */
  readonly olderRead: ReadonlyMap<Unit, ReadonlySet<string>>
}

/** A line that stays keeps its column versions: its table may be on another machine. */
async function withColumns(one: LockEntry | Stored, question: Columns): Promise<LockEntry> {
  if (!('record' in one)) return one
  const { world, together, definedSet, columnsRead, olderRead } = question
  const tables = !hasTable(one.record) ? together.get(unitAt(one.record)) : undefined
  if (tables !== undefined) {
    const columns = await versionsTogether(world, tables, columnsRead.get(tables.reader) ?? [])
    const partitionKeys = keysDigest(tables.units.map(partitionOf))
    const { texts: partitionSet, listedKeys } = definedSet(tables.facts.node.name) ?? {}
    const set = { partitions: tables.units.length, partitionKeys, partitionSet, listedKeys }
    return { ...lockEntry(one.record, columns), ...set }
  }
  const columns = await versionsOf(world, one, columnsRead)
  const sets = olderRead.get(unitAt(one.record))
  // A table that is gone has no column versions to write: its readers are made again after it.
  if (sets === undefined || isOlder(one) || (await world.blobNow(one)) !== 'ok') return lockEntry(one.record, columns)
  const past = await world.past(one)
  const { version, schemes } = past.record
  return lockEntry(one.record, columns, {
    scheme: schemes.rows,
    version,
    columns: await versionsOf(world, past, olderRead),
  })
}

async function versionsTogether(world: LiveWorld, tables: Together, sets: Iterable<string>): Promise<ColumnsVersion[]> {
  const columns: ColumnsVersion[] = []
  for (const set of sets) {
    const names: readonly string[] = JSON.parse(set)
    const version = await versionTogether(world, tables, names)
    if (version !== undefined) columns.push({ names, version })
  }
  return columns
}

async function versionsOf(
  world: LiveWorld,
  stored: Stored,
  columnsRead: Columns['columnsRead'],
): Promise<ColumnsVersion[]> {
  if ((await world.blobNow(stored)) !== 'ok') return []
  const columns: ColumnsVersion[] = []
  for (const set of columnsRead.get(unitAt(stored.record)) ?? []) {
    const names: readonly string[] = JSON.parse(set)
    columns.push({ names, version: await world.columnsVersionNow(stored, names) })
  }
  return columns
}
