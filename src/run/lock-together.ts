import { type Assessed, type Assessment, isUpToDate } from '../plan/assess.ts'
import { isOfOtherScheme } from '../plan/definition.ts'
import { isAsMade } from '../plan/pinned.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { type PinnedInput, versionNow, wholeVersion } from '../project/pinned-input.ts'
import type { Workspace } from '../project/workspace.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, Ingredients, InputVersion } from '../store/record.ts'
import { assetOf, partitionOf, type Unit, unitOf } from '../unit.ts'
import { digestFields } from '../util/digest.ts'

/** The tables of an asset with partitions, for which the lock has one line. */
export interface Together extends PinnedInput {
  readonly facts: UnitFacts
  /** Whether all of its partitions that were made are up to date. A partition that was never made does not count. */
  readonly upToDate: boolean
}

/** For every asset with partitions of which one was made: what of it is up to date or, where none is, all. */
export function tablesTogether(world: Pick<LiveWorld, 'current'>, assessment: Assessment): ReadonlyMap<Unit, Together> {
  const tables = [...assessment.values()].filter(
    ({ facts }) => facts.node.partitioned && !facts.node.keys && world.current.has(facts.unit),
  ) as readonly (Assessed & { readonly current: Stored })[]
  const byAsset = Map.groupBy(tables, ({ facts }) => facts.node.name)
  const together = new Map<Unit, Together>()
  for (const [asset, units] of byAsset) {
    const reader = unitOf(asset)
    together.set(reader, {
      reader,
      units: units.map(({ facts }) => facts.unit),
      tables: units.map(({ current }) => current),
      facts: (units[0] as Assessed).facts,
      upToDate: units.every((one) => isUpToDate(one.status) && isAsMade(one)) && areKeysUpToDate(assessment, reader),
    })
  }
  return together
}

/** Where data decides its keys, which of them there are is known. */
function areKeysUpToDate(assessment: Assessment, asset: Unit): boolean {
  const keys = assessment.get(asset)
  return keys === undefined || isUpToDate(keys.status)
}

/** The version of what an asset reads of another, as the lines of the lock have it: of all of its partitions. */
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

/** `undefined` where the file of one of them is gone, so that nobody can tell. */
export async function versionTogether(
  world: LiveWorld,
  tables: PinnedInput,
  columns: InputVersion['columns'],
): Promise<string | undefined> {
  if (columns === null) return wholeVersion(tables).version
  for (const stored of tables.tables) if ((await world.blobNow(stored)) !== 'ok') return undefined
  return (await versionNow(world, tables, columns)).version
}

interface Reading {
  readonly read: ReadOfAsset
  readonly workspace: Pick<Workspace, 'observedTogether'>
}

/**
 * The record that the line of an asset with partitions tells of. It has no file and no partition, and its version is
 * that of all tables: whatever exists when somebody compares it, a partition that came since makes nothing another.
 */
export async function recordTogether({ facts, ...all }: Together, { read, workspace }: Reading): Promise<Stored> {
  const records = all.tables.map(({ record }) => record)
  const newest = records.reduce((last, one) => (one.startedAt > last.startedAt ? one : last))
  const keys = all.units.map((unit, index) => [partitionOf(unit), records[index]?.key ?? ''] as const)
  const record: AssetRecord = {
    ...newest,
    partition: '',
    key: digestFields('keys1', [['keys', keys.flat()]]),
    version: wholeVersion(all).version,
    parts: [],
    ingredients: {
      ...(await ingredientsTogether(facts, { records, newest, read })),
      ...(await observedOf(workspace, all)),
    },
    reusable: records.every(({ reusable }) => reusable),
  }
  return { id: 0, record }
}

/** What the partitions of a source of files were made of. */
async function observedOf(workspace: Reading['workspace'], { reader, units, tables }: PinnedInput) {
  const versions = new Map(
    units.map((unit, index) => [partitionOf(unit), tables[index]?.record.ingredients.observed ?? '']),
  )
  const observation = await workspace.observedTogether(assetOf(reader), versions)
  return observation?.type === 'known' ? { observed: observation.version } : {}
}

interface Records {
  readonly records: readonly AssetRecord[]
  readonly newest: AssetRecord
  readonly read: ReadOfAsset
}

async function ingredientsTogether(facts: UnitFacts, { records, newest, read }: Records): Promise<Ingredients> {
  const all = records.map(({ ingredients }) => ingredients)
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
