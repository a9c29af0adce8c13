import type { NodeFacts } from '../discover/facts.ts'
import { AssetError } from '../errors.ts'
import { partitionOf, type Unit, unitOf } from '../unit.ts'

/** What is known of one unit: the facts of its node, and the units that it reads. */
export interface UnitFacts extends NodeFacts {
  readonly unit: Unit
  /**
   * For each parameter of the function, in order: the units whose tables it reads, in order. Where `previous` is the
   * partition before, it is one more entry at the end.
   */
  readonly reads: readonly (readonly Unit[])[]
  /**
   * The unit whose version is this unit's `previous`: the unit itself or, for a partition of time, the one before.
   * Absent for the first partition.
   */
  readonly past?: Unit
  /**
   * Units that stand for keys which data decides. They have to be made before anybody can say which partitions this
   * unit reads, or whether it exists.
   */
  readonly awaits?: readonly Unit[]
  /** Why the unit cannot be made: it would read partitions that an upstream does not have. */
  readonly unreadable?: AssetError
  /**
   * By parameter, the partitions that the unit would read and that `keep` has dropped. A table that was made from them
   * before stays.
   */
  readonly dropped?: readonly DroppedKeys[]
  /** Why the unit cannot be made without the dropped partitions. */
  readonly unmakeable?: AssetError
}
export type DroppedKeys = ReadonlySet<string> | undefined

/** The partitions that a unit can still read of an upstream, some of whose partitions `keep` has dropped. */
export interface WhatIsLeft {
  readonly units: readonly Unit[]
  readonly dropped: ReadonlySet<string>
  readonly unmakeable?: AssetError | undefined
}

/** How the nodes of a graph become units. */
export interface UnitsOfNodes {
  /** The units of a node, each after those of the same node that it reads. */
  units(facts: NodeFacts): readonly Unit[]
  /**
   * Which units of an upstream asset a unit reads, in their order. An error where the upstream does not have the
   * partitions that the unit would read, so that the unit cannot be made.
   */
  reads(unit: Unit, upstream: string): readonly Unit[] | WhatIsLeft | AssetError
  /**
   * Of each upstream, what every unit of a node reads: the unit of its own key, where there is one, or one list that is
   * the same for all; `undefined` where only `reads` tells.
   */
  readsAlike?(node: NodeFacts['node']): readonly ('own' | 'all')[] | undefined
  /** The unit whose past a node reads, where it reads one. */
  past(unit: Unit): Unit | undefined
  /** The place of a unit among the units of its node; -1 for an unknown unit. */
  placeOf(unit: Unit): number
  /** See `UnitFacts`; `undefined` where a node waits for no keys. */
  awaits?(node: NodeFacts['node']): readonly Unit[] | undefined
}

/** A project without partitions: every asset is one unit, and reads the one unit of each upstream asset. */
export const oneEach: UnitsOfNodes = {
  units: ({ node }) => [unitOf(node.name)],
  reads: (_, upstream) => [unitOf(upstream)],
  past: (unit) => unit,
  placeOf: (unit) => (partitionOf(unit) === '' ? 0 : -1),
}

/** The units of all nodes, in the order of the nodes: upstream first. */
export function unitFacts(facts: readonly NodeFacts[], of: UnitsOfNodes = oneEach): readonly UnitFacts[] {
  return facts.flatMap((each) => of.units(each).map((unit) => unitFactsOf(each, unit, of)))
}

const none: readonly never[] = []

/** The facts of one unit, made anew after those of its node have changed. */
export function unitFactsOf(facts: NodeFacts, unit: Unit, of: UnitsOfNodes = oneEach): UnitFacts {
  // The empty lists are shared: most of very many units read nothing.
  if (facts.node.upstream.length === 0 && !facts.node.previous && of.awaits?.(facts.node) === undefined)
    return { ...facts, unit, reads: none }
  const reads: (readonly Unit[])[] = []
  const dropped: DroppedKeys[] = []
  let unreadable: AssetError | undefined
  let unmakeable: AssetError | undefined
  for (const upstream of facts.node.upstream) {
    const upstreamUnits = of.reads(unit, upstream)
    if (AssetError.is(upstreamUnits)) unreadable ??= upstreamUnits
    const left = isLeft(upstreamUnits) ? upstreamUnits : undefined
    unmakeable ??= left?.unmakeable
    dropped.push(left?.dropped)
    reads.push(left?.units ?? (AssetError.is(upstreamUnits) ? [] : (upstreamUnits as readonly Unit[])))
  }
  const past = facts.node.previous ? of.past(unit) : undefined
  if (past !== undefined && past !== unit) reads.push([past])
  const awaits = of.awaits?.(facts.node)
  const own = { ...facts, unit, reads }
  const hasDropped = dropped.some((keys) => keys !== undefined)
  if (past === undefined && awaits === undefined && unreadable === undefined && !hasDropped) return own
  return {
    ...own,
    ...(past === undefined ? {} : { past }),
    ...(awaits === undefined ? {} : { awaits }),
    ...(unreadable === undefined ? {} : { unreadable }),
    ...(hasDropped ? { dropped } : {}),
    ...(unmakeable === undefined ? {} : { unmakeable }),
  }
}

const isLeft = (answer: ReturnType<UnitsOfNodes['reads']>): answer is WhatIsLeft =>
  !AssetError.is(answer) && !Array.isArray(answer)

/** The keys of each asset that has partitions, in their order. */
export function keysByAsset(facts: readonly UnitFacts[]): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>()
  for (const { node, unit } of facts) {
    if (!node.partitioned || node.keys) continue
    const existing = keys.get(node.name)
    if (existing === undefined) keys.set(node.name, [partitionOf(unit)])
    else existing.push(partitionOf(unit))
  }
  return keys
}

/** Every unit that has to be final before this one: those that it reads, and the keys that decide which these are. */
export const unitsBefore = ({ reads, awaits }: Pick<UnitFacts, 'reads' | 'awaits'>): readonly Unit[] =>
  awaits === undefined ? unitsRead({ reads }) : [...awaits, ...unitsRead({ reads })]

/** Every unit that is read, once for each parameter that reads it. */
export const unitsRead = ({ reads }: Pick<UnitFacts, 'reads'>): readonly Unit[] =>
  reads.length === 1 ? (reads[0] as readonly Unit[]) : reads.flat()
