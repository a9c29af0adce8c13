import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { judgedUnits } from '../plan/judged-units.ts'
import { oneEach, type UnitFacts, type UnitsOfNodes, unitFacts, unitFactsOf } from '../plan/units.ts'
import type { CurrentOf } from '../store/current-of.ts'
import { assetOf, partitionOf, type Unit } from '../unit.ts'

/** The part of a project that a world has. */
export interface WorldScope {
  readonly names: ReadonlySet<string>
  /** Only these units of the assets, and whatever affects them. */
  readonly chosen?: ReadonlySet<Unit> | undefined
}

export interface ScopedUnits {
  readonly facts: readonly UnitFacts[]
  /** Whether the facts have only some of the units. */
  readonly isPart: boolean
  /** All keys of each asset, where the facts do not have all units. */
  readonly keys?: ReadonlyMap<string, readonly string[]> | undefined
}

export interface ScopeRequest {
  /** Upstream first. */
  readonly facts: readonly NodeFacts[]
  readonly units?: UnitsOfNodes | undefined
  readonly chosen: ReadonlySet<Unit> | undefined
  /** Whether nothing else affects the chosen units. Default: something may. */
  readonly isExact?: boolean
}

export function unitsInScope({ facts, units, chosen, isExact = false }: ScopeRequest): ScopedUnits {
  if (chosen === undefined) return { facts: unitFacts(facts, units), isPart: false }
  const some = factsOfSome(facts, units)
  const inScope = isExact ? chosen : judgedUnits(some, chosen)
  let keys: ReadonlyMap<string, readonly string[]> | undefined
  return {
    facts: some.among(inScope),
    isPart: true,
    get keys() {
      keys ??= some.keys()
      return keys
    },
  }
}

/** Facts of units, made on demand: most of very many units do not affect the chosen ones. */
function factsOfSome(facts: readonly NodeFacts[], units: UnitsOfNodes = oneEach) {
  const nodes = new Map<string, NodeFacts>()
  const keysNodes = new Map<string, NodeFacts>()
  for (const each of facts) (each.node.keys ? keysNodes : nodes).set(each.node.name, each)
  const byUnit = new Map<Unit, UnitFacts>()
  const get = (unit: Unit): UnitFacts | undefined => {
    const before = byUnit.get(unit)
    if (before !== undefined) return before
    const keysNode = keysNodes.get(unit)
    const node = keysNode ?? nodes.get(assetOf(unit))
    if (node === undefined || (keysNode === undefined && units.placeOf(unit) === -1)) return undefined
    const own = unitFactsOf(node, unit, units)
    byUnit.set(unit, own)
    return own
  }
  const ofNode = (each: NodeFacts, some: readonly Unit[]): readonly UnitFacts[] =>
    some
      .map((unit) => get(unit) as UnitFacts)
      .filter(({ node }) => node.keys === each.node.keys)
      .sort((a, b) => units.placeOf(a.unit) - units.placeOf(b.unit))
  return {
    get,
    checks: (): readonly UnitFacts[] =>
      facts.flatMap((each) =>
        nodeKinds[each.node.kind].judges ? units.units(each).map((unit) => get(unit) as UnitFacts) : [],
      ),
    /** In the order of all units. */
    among(some: ReadonlySet<Unit>): readonly UnitFacts[] {
      const byAsset = Map.groupBy(some, assetOf)
      return facts.flatMap((each) => ofNode(each, byAsset.get(each.node.name) ?? []))
    },
    keys(): ReadonlyMap<string, readonly string[]> {
      const keys = new Map<string, readonly string[]>()
      for (const each of facts) {
        if (!each.node.partitioned || each.node.keys) continue
        const own = units.units(each)
        if (own.length > 0) keys.set(each.node.name, own.map(partitionOf))
      }
      return keys
    },
  }
}

/** Up to this many pointers are read one by one; for more, reading all is as fast. */
const few = 1_000

/** Which pointers a world of a part of the units needs; `undefined` where all of them are read. */
export function pointersInScope(
  { facts, isPart }: ScopedUnits,
  definitions: ReadonlyMap<string, string>,
): CurrentOf | undefined {
  if (!isPart || facts.length > few) return undefined
  // What a renamed asset has left is under a name that the project does not have.
  return { units: facts.map(({ unit }) => unit), notOf: [...definitions.keys()] }
}
