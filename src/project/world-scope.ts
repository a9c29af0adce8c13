import { judgedUnits } from '../plan/judged-units.ts'
import { keysByAsset, type UnitFacts } from '../plan/units.ts'
import type { CurrentOf } from '../store/current-of.ts'
import type { Unit } from '../unit.ts'

/** The part of a project that a world is of. */
export interface WorldScope {
  readonly names: ReadonlySet<string>
  /** Of these assets only these units and what has a part in them. */
  readonly chosen?: ReadonlySet<Unit> | undefined
}

export interface ScopedUnits {
  readonly facts: readonly UnitFacts[]
  /** All keys of each asset, where the facts are not of all of them. */
  readonly keys?: ReadonlyMap<string, readonly string[]>
}

export function unitsInScope(all: readonly UnitFacts[], chosen: ReadonlySet<Unit> | undefined): ScopedUnits {
  if (chosen === undefined) return { facts: all }
  const units = judgedUnits(all, chosen)
  return { facts: all.filter(({ unit }) => units.has(unit)), keys: keysByAsset(all) }
}

/** Up to this many pointers are read one by one; for more it is as fast to read all. */
const few = 1_000

/** Which pointers a world of a part of the units needs; `undefined` where all of them are read. */
export function pointersInScope(
  { facts, keys }: ScopedUnits,
  definitions: ReadonlyMap<string, string>,
): CurrentOf | undefined {
  if (keys === undefined || facts.length > few) return undefined
  // What a renamed asset has left is under a name that the project does not have.
  return { units: facts.map(({ unit }) => unit), notOf: [...definitions.keys()] }
}
