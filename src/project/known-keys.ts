import type { LoadedNode } from '../graph/node.ts'
import { dimensionsOfSet } from '../partitions/keys-read.ts'
import { isCrossSet, type PartitionSet } from '../partitions/partition-set.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import { partsOf, type Unit, unitOf } from '../unit.ts'
import type { KnownKeys, ProjectUnits } from './project-units.ts'

/** The keys that data decides, as of the last time that they were asked for. */
export async function knownKeys(
  nodes: readonly LoadedNode[],
  catalog: Pick<Catalog, 'currentOf'> | undefined,
): Promise<KnownKeys> {
  const askedNodes = nodes.filter(({ keysFrom }) => keysFrom !== undefined)
  const stored = await Promise.all(askedNodes.map(({ name }) => catalog?.currentOf(unitOf(name))))
  return keysOf(stored.flatMap((one) => one ?? []))
}

/** The keys that are current in a world. */
export function keysIn(nodes: readonly LoadedNode[], current: ReadonlyMap<Unit, Stored>): KnownKeys {
  const askedNodes = nodes.filter(({ keysFrom }) => keysFrom !== undefined)
  return keysOf(askedNodes.flatMap(({ name }) => current.get(unitOf(name)) ?? []))
}

const keysOf = (stored: readonly Stored[]): KnownKeys =>
  new Map(
    stored.flatMap(({ record: { asset, partitionKeys } }) =>
      partitionKeys === undefined ? [] : [[asset, partitionKeys] as const],
    ),
  )

/**
 * The current partitions whose keys the data no longer has. Windows of time are left out, since a clock may be set
 * back.
 */
export function unitsGone(
  nodes: readonly LoadedNode[],
  units: Pick<ProjectUnits, 'set'>,
  current: ReadonlyMap<Unit, Stored>,
): readonly Unit[] {
  const sets = new Map(nodes.flatMap(({ name, keysFrom }) => (keysFrom === undefined ? [] : [[name, units.set(name)]])))
  if (sets.size === 0) return []
  return [...current.keys()].filter((unit) => {
    const { asset, partition } = partsOf(unit)
    const set = sets.get(asset) as PartitionSet | undefined
    return set !== undefined && partition !== '' && !hasDataPart(set, partition)
  })
}

function hasDataPart(set: PartitionSet, key: string): boolean {
  const parts = isCrossSet(set) ? set.partsOf(key) : [key]
  return dimensionsOfSet(set).every(({ set: of }, place) => {
    const part = parts[place]
    return of.definition?.type !== 'data' || (part !== undefined && of.has(part))
  })
}
