import type { Partition } from '../define/partitions/partition.ts'
import { partitionsOf } from '../define/partitions/partition.ts'
import { type ReadsRule, readsRuleOf } from '../define/partitions/reads.ts'
import { AssetError } from '../errors.ts'
import type { LoadedNode } from '../graph/node.ts'
import { keyBefore } from '../partitions/key-before.ts'
import { keysRead, readsAlike } from '../partitions/keys-read.ts'
import { openPartitions } from '../partitions/open-partitions.ts'
import { onePartition, type PartitionSet } from '../partitions/partition-set.ts'
import { type AbsentKey, absenceText, type ReadKeys } from '../partitions/read-keys.ts'
import { untilThere, withoutWaiting } from '../partitions/waiting.ts'
import type { UnitsOfNodes, WhatIsLeft } from '../plan/units.ts'
import type { PartitionKeys } from '../store/record.ts'
import { assetOf, partsOf, type Unit, unitOf } from '../unit.ts'
import { own } from '../util/own.ts'

/** The partitions of a project's nodes at one moment. */
export interface ProjectUnits extends UnitsOfNodes {
  /** The partitions of an asset; `undefined` where it has none. */
  set(asset: string): PartitionSet | undefined
  /** The `partition` in the context of a unit's function. */
  partition(unit: Unit): Partition
  /** Makes the units those of these keys from now on. */
  follow(knownKeys: KnownKeys): Promise<void>
}

/** The keys that data decides, as far as they are known: by asset and by dimension. */
export type KnownKeys = ReadonlyMap<string, PartitionKeys>

/**
 * @param nodes Upstream first.
 * @param now ms since 1970: a partition of time exists once its window has ended.
 */
export async function unitsOfProject(
  nodes: readonly LoadedNode[],
  now: number,
  knownKeys: KnownKeys = new Map(),
): Promise<ProjectUnits> {
  const awaits = awaitsOf(nodes)
  let { sets, edges, units, before, alike } = await unitsNow(nodes, now, knownKeys)
  return {
    async follow(keys) {
      ;({ sets, edges, units, before, alike } = await unitsNow(nodes, now, keys))
    },
    set: (asset) => sets.get(asset),
    partition(unit) {
      const { asset, partition } = partsOf(unit)
      return (sets.get(asset)?.contextOf(partition) as Partition | undefined) ?? { key: partition }
    },
    past(unit) {
      const { asset, partition } = partsOf(unit)
      const keyOf = before.get(asset)
      if (keyOf === undefined) return unit
      const key = keyOf(partition)
      return key === undefined ? undefined : unitOf(asset, key)
    },
    units: ({ node: { name, keys } }) => (keys ? undefined : units.get(name)?.()) ?? [unitOf(name)],
    placeOf(unit) {
      const { asset, partition } = partsOf(unit)
      return sets.get(asset)?.indexOf(partition) ?? (partition === '' ? 0 : -1)
    },
    readsAlike: ({ name, keys }) => (keys ? undefined : alike.get(name)),
    awaits: ({ name, keys }) => awaits.get(keys ? `${name} keys` : name),
    reads(unit, upstream) {
      const { asset, partition } = partsOf(unit)
      // The tables that the keys come from are read whole.
      if (partition === '' && sets.has(asset)) return units.get(upstream)?.() ?? [unitOf(upstream)]
      const readKeys = edges.get(`${asset} ${upstream}`)
      if (readKeys === undefined) return [unitOf(upstream)]
      const { keys, absent, dropped = [] } = readKeys(partition)
      const isGone = absent.every(({ why }) => why === 'dropped')
      if (dropped.length > 0 && isGone) return whatIsLeft(unit, upstream, { keys, absent, dropped })
      if (absent.length > 0) return absentError(unit, upstream, absent)
      if (keys.length === 0) return noneError(unit, upstream)
      // Readers of all partitions share one list, since a copy for each of many readers would take quadratic memory.
      if (keys === sets.get(upstream)?.keys) return (units.get(upstream) as () => readonly Unit[])()
      return keys.map((key) => unitOf(upstream, key))
    },
  }
}

/** By the names of a node and of the tables that its keys come from: the keys that have to be known before. */
function awaitsOf(nodes: readonly LoadedNode[]): ReadonlyMap<string, readonly Unit[]> {
  const askedNames = new Set(nodes.flatMap(({ name, keysFrom }) => (keysFrom === undefined ? [] : [name])))
  const above = (names: readonly string[]) => names.filter((name) => askedNames.has(name)).map((name) => unitOf(name))
  const awaits = new Map<string, readonly Unit[]>()
  const note = (name: string, units: readonly Unit[]) => {
    if (units.length > 0) awaits.set(name, [...new Set(units)])
  }
  for (const { name, upstream, keysFrom } of nodes) {
    note(name, [...(keysFrom === undefined ? [] : [unitOf(name)]), ...above(upstream)])
    note(`${name} keys`, above(keysFrom ?? []))
  }
  return awaits
}

async function unitsNow(nodes: readonly LoadedNode[], now: number, knownKeys: KnownKeys) {
  const sets = new Map<string, PartitionSet>()
  const edges = new Map<string, ReturnType<typeof keysRead>>()
  const units = new Map<string, () => readonly Unit[]>()
  const before = new Map<string, ReturnType<typeof keyBefore>>()
  const alike = new Map<string, readonly ('own' | 'all')[]>()
  for (const { name, upstream, definition, at } of nodes) {
    const { partitions, reads = {} } = definition.options as Partitioned
    const defined = partitionsOf(partitions)
    const keysOf = async (_: unknown, dimension: string) => own(knownKeys.get(name) ?? {}, dimension) ?? []
    const reader = defined && (await placed(at, openPartitions(defined, { now, keysOf })))
    const reading: ReturnType<typeof keysRead>[] = []
    const ways: ('own' | 'all' | undefined)[] = upstream.map((above) => (sets.has(above) ? undefined : 'all'))
    for (const [ordinal, above] of upstream.entries()) {
      const set = sets.get(above)
      if (set === undefined) continue
      const rule = ruleFor(reads, above)
      ways[ordinal] = readsAlike({ reader: reader ?? onePartition, upstream: set, rule })
      const readKeys = untilThere(keysRead({ reader: reader ?? onePartition, upstream: set, rule }), set)
      edges.set(`${name} ${above}`, readKeys)
      reading.push(readKeys)
    }
    if (reader === undefined) continue
    if (!ways.includes(undefined)) alike.set(name, ways as readonly ('own' | 'all')[])
    const set = withoutWaiting(reader, reading)
    sets.set(name, set)
    before.set(name, keyBefore(set))
    units.set(
      name,
      once(() => set.keys.map((key) => unitOf(name, key))),
    )
  }
  return { sets, edges, units, before, alike }
}

/** Units are made on demand: a caller that looks at very many partitions by columns needs none. */
function once<T>(make: () => T): () => T {
  let answer: { readonly value: T } | undefined
  return () => {
    answer ??= { value: make() }
    return answer.value
  }
}

/** Gives an error of a definition the place where the definition is used. */
async function placed<T>(at: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (error) {
    if (!AssetError.is(error) || error.at !== undefined) throw error
    const { code, message, facts, fix } = error
    throw new AssetError({ code, message, at, facts, fix })
  }
}

interface Partitioned {
  readonly partitions?: unknown
  readonly reads?: object
}

/** `crm.customers` is the member `customers` of the parameter `crm`. */
function ruleFor(reads: object, upstream: string): ReadsRule | undefined {
  let at: unknown = reads
  for (const name of upstream.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = own(at as Readonly<Record<string, unknown>>, name)
  }
  return readsRuleOf(at)
}

function whatIsLeft(unit: Unit, upstream: string, { keys, absent, dropped }: Required<ReadKeys>): WhatIsLeft {
  const units = keys.map((key) => unitOf(upstream, key))
  const unmakeable =
    absent.length > 0 ? absentError(unit, upstream, absent) : keys.length === 0 ? noneError(unit, upstream) : undefined
  return { units, dropped: new Set(dropped), unmakeable }
}

function absentError(unit: Unit, upstream: string, absent: readonly AbsentKey[]): AssetError {
  const [{ key, why }, ...more] = absent as readonly [AbsentKey, ...AbsentKey[]]
  const others = more.length === 0 ? '' : `, and ${more.length} more like it`
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `${unit} reads ${unitOf(upstream, key)}, which ${absenceText(why)}${others}`,
    facts: { asset: unit, upstream, partitions: absent.map((one) => one.key) },
    fix: why === 'dropped' ? droppedFix(unit, upstream) : absentFix(upstream),
  })
}

const absentFix = (upstream: string): string =>
  `let ${upstream} begin earlier or the reader later, or leave out what is not there, as in \`reads: { ${upstream}: partitions.last(3, { missing: 'skip' }) }\``

const droppedFix = (unit: Unit, upstream: string): string =>
  `let ${assetOf(unit)} keep its own for less long than ${upstream}, as \`keep\` of its partitions says, or leave out what is not there, as in \`reads: { ${upstream}: partitions.overlapping({ missing: 'skip' }) }\``

function noneError(unit: Unit, upstream: string): AssetError {
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `${unit} reads ${upstream}, which has no partition to read`,
    facts: { asset: unit, upstream, partitions: [] },
    fix: `let ${upstream} begin earlier, or wait until its first partition has ended`,
  })
}
