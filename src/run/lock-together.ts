import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { type Assessed, type Assessment, isUpToDate } from '../plan/assess.ts'
import { isOfOtherScheme } from '../plan/definition.ts'
import { isAsMade } from '../plan/pinned.ts'
import { type PlainUnits, versionOfColumns } from '../plan/plain/plain-columns.ts'
import type { UnitsOfNodes } from '../plan/units.ts'
import { versionOfMany } from '../plan/upstream.ts'
import type { LiveWorld } from '../project/live-world.ts'
import type { PinnedInput } from '../project/pinned-input.ts'
import type { Workspace } from '../project/workspace.ts'
import { briefOf, type RecordBrief } from '../store/current-of.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, Ingredients, InputVersion } from '../store/record.ts'
import { assetOf, partitionOf, type Unit, unitOf } from '../unit.ts'
import { digestFields } from '../util/digest.ts'

/** The tables of an asset with partitions. The lock has one line for all of them. */
export interface Together extends PinnedInput {
  readonly facts: NodeFacts
  /** Whether all partitions that were made are up to date. A partition that was never made does not count. */
  readonly upToDate: boolean
  /** Where all of its partitions are plain. */
  readonly plain?: PlainUnits | undefined
}

/** The stored tables with their assessments; plain tables are kept apart. */
export interface JudgedTables {
  readonly assessment: Assessment
  readonly plain: ReadonlyMap<string, PlainUnits>
  readonly units: UnitsOfNodes
}

/** For every asset with at least one partition made: its tables that are up to date or, where none is, all of them. */
export function tablesTogether(
  world: Pick<LiveWorld, 'current'>,
  { assessment, plain, units: unitsOf }: JudgedTables,
): ReadonlyMap<Unit, Together> {
  const isMade = ({ facts }: Assessed) => facts.node.partitioned && !facts.node.keys && world.current.has(facts.unit)
  const assessed = Map.groupBy([...assessment.values()].filter(isMade), ({ facts }) => facts.node.name)
  const together = new Map<Unit, Together>()
  for (const [asset, own] of plain) {
    if (!own.facts.node.partitioned) continue
    const all = tablesOf(own, { units: unitsOf.units(own.facts), assessed: assessed.get(asset) ?? [] })
    const isWhole = own.count === own.keys.length
    together.set(unitOf(asset), { ...joined(own.facts, { ...all, assessment }), ...(isWhole ? { plain: own } : {}) })
  }
  for (const [asset, all] of assessed) {
    if (plain.has(asset)) continue
    const { facts } = all[0] as Assessed
    const units = all.map((one) => one.facts.unit)
    together.set(unitOf(asset), joined(facts, { units, tables: all.map(tableOf), others: all, assessment }))
  }
  return together
}

interface Tables extends Pick<Together, 'units' | 'tables'> {
  /** The tables that are not plain. */
  readonly others: readonly Assessed[]
}

function joined(
  facts: NodeFacts,
  { units, tables, others, assessment }: Tables & Pick<JudgedTables, 'assessment'>,
): Together {
  const reader = unitOf(facts.node.name)
  const upToDate = others.every((one) => isUpToDate(one.status) && isAsMade(one)) && areKeysUpToDate(assessment, reader)
  return { reader, units, tables, facts, upToDate }
}

const tableOf = ({ current }: Assessed): Stored => current as Stored

/** In the order of the keys. */
function tablesOf(
  { plain, places, records }: PlainUnits,
  { units, assessed }: { readonly units: readonly Unit[]; readonly assessed: readonly Assessed[] },
): Tables {
  const others = new Map(assessed.map((one) => [one.facts.unit, one]))
  const all = [...units.keys()].filter((index) => plain[index] === 1 || others.has(units[index] as Unit))
  return {
    units: all.map((index) => units[index] as Unit),
    tables: all.map((index) => {
      const other = plain[index] === 1 ? undefined : others.get(units[index] as Unit)
      return other === undefined ? records.storedAt(places[index] as number) : tableOf(other)
    }),
    others: assessed,
  }
}

/** Whether it is known which keys an asset has, where data decides them. */
function areKeysUpToDate(assessment: Assessment, asset: Unit): boolean {
  const keys = assessment.get(asset)
  return keys === undefined || isUpToDate(keys.status)
}

/** The version that an asset reads of another asset, as the lock has it: over all partitions. */
export type ReadOfAsset = (asset: string, columns: InputVersion['columns']) => Promise<string | undefined>

export function readOfAsset(world: LiveWorld, together: ReadonlyMap<Unit, Together>): ReadOfAsset {
  return async (asset, columns) => {
    const many = together.get(unitOf(asset))
    if (many !== undefined) return versionTogether(world, many, columns)
    const one = world.current.get(unitOf(asset))
    if (one === undefined || columns === null) return one?.record.version
    return (await world.blobNow(one)) === 'ok' ? world.columnsVersionNow(one, columns) : undefined
  }
}

/** `undefined` where the file of a table is gone, so that its version of the columns cannot be computed. */
export async function versionTogether(
  world: LiveWorld,
  tables: PinnedInput & Pick<Together, 'plain'>,
  columns: InputVersion['columns'],
): Promise<string | undefined> {
  if (columns === null) return versionOfWhole(tables)
  const { plain } = tables
  const version =
    plain && (await world.settle(() => versionOfColumns(plain, world.columnsVersions(plain.records, columns))))
  // A single partition has the version of its table, and a version that nobody remembers is computed.
  if (version !== undefined && tables.units.length > 1) return version
  if (!(await world.settle(() => tables.tables.every((stored) => world.blob(stored) === 'ok')))) return undefined
  const versions = await world.settle(() => tables.tables.map((stored) => world.columnsVersion(stored, columns)))
  return versions.includes(undefined) ? undefined : versionOfMany(tables, versions as readonly string[])
}

const versionOfWhole = (all: PinnedInput): string =>
  versionOfMany(
    all,
    all.tables.map((stored) => briefOf(stored).version),
  )

interface Reading {
  readonly read: ReadOfAsset
  readonly workspace: Pick<Workspace, 'observedTogether'>
}

/**
 * The record behind the line of an asset with partitions. It has no file and no partition, and its version covers all
 * tables. It depends on no partition that is made later, since a new partition changes no other.
 */
export async function recordTogether({ facts, ...all }: Together, { read, workspace }: Reading): Promise<Stored> {
  const records = all.tables.map(briefOf)
  const { record: newest } = all.tables.reduce((last, one) =>
    briefOf(one).startedAt > briefOf(last).startedAt ? one : last,
  )
  const keys = all.units.flatMap((unit, index) => [partitionOf(unit), records[index]?.key ?? ''])
  const record: AssetRecord = {
    ...newest,
    partition: '',
    key: digestFields('keys1', [['keys', keys]]),
    version: versionOfWhole(all),
    parts: [],
    ingredients: {
      ...(await ingredientsTogether(facts, { records, newest, read })),
      ...(nodeKinds[facts.node.kind].readsOutside ? await observedOf(workspace, all) : {}),
    },
    reusable: records.every(({ reusable }) => reusable),
  }
  return { id: 0, record }
}

/** The observed versions of the partitions of a source of files, together. */
async function observedOf(workspace: Reading['workspace'], { reader, units, tables }: PinnedInput) {
  const versions = new Map(
    units.map((unit, index) => [partitionOf(unit), briefOf(tables[index] as Stored).ingredients.observed ?? '']),
  )
  const observation = await workspace.observedTogether(assetOf(reader), versions)
  return observation?.type === 'known' ? { observed: observation.version } : {}
}

interface Records {
  readonly records: readonly RecordBrief[]
  readonly newest: AssetRecord
  readonly read: ReadOfAsset
}

async function ingredientsTogether(facts: NodeFacts, { records, newest, read }: Records): Promise<Ingredients> {
  // The ingredients of most records are equal, and then they are one object.
  const all = [...new Set(records.map(({ ingredients }) => ingredients))]
  const { node } = facts
  const inputs: InputVersion[] = []
  for (const [ordinal, input] of newest.ingredients.inputs.entries()) {
    const asset = node.upstream[ordinal] ?? input.asset
    const columns = columnsTogether(all.map((one) => one.inputs[ordinal]?.columns ?? null))
    inputs.push({ asset, version: (await read(asset, columns)) ?? input.version, columns })
  }
  return {
    ...newest.ingredients,
    ...(isOfOtherScheme(facts, newest) ? {} : { code: facts.code.parts }),
    environment: Object.assign({}, ...all.map(({ environment }) => environment)),
    inputs,
    ...(all.some(({ text }) => text) ? { text: true as const } : {}),
    ...(all.some(({ clock }) => clock) ? { clock: true as const } : {}),
    ...(all.some(({ chance }) => chance) ? { chance: true as const } : {}),
  }
}

function columnsTogether(sets: readonly InputVersion['columns'][]): InputVersion['columns'] {
  if (sets.includes(null)) return null
  return [...new Set(sets.flatMap((set) => set ?? []))].sort()
}
