import type { Unit } from '../unit.ts'
import { type UnitFacts, unitsBefore, unitsRead } from './units.ts'

export interface FactsByUnit {
  /** `undefined` for an unknown unit. */
  get(unit: Unit): UnitFacts | undefined
  /** The units of every check. */
  checks(): readonly UnitFacts[]
}

/**
 * The chosen units and every unit that may change their verdict: their upstream, the checks over any of these (which
 * may hold them back), and the upstream of the checks. This is for units what `judgedWith` is for assets.
 */
export function judgedUnits(facts: FactsByUnit, chosen: Iterable<Unit>): ReadonlySet<Unit> {
  const checks = checksByTable(facts.checks())
  const all = new Set<Unit>()
  // Where data decides the keys, a chosen unit may be gone by now.
  for (const unit of chosen) if (facts.get(unit) !== undefined) all.add(unit)
  // The loop also visits the units that it adds: a `Set` iterates in insertion order.
  for (const unit of all) {
    const own = facts.get(unit)
    for (const above of own === undefined ? [] : unitsBefore(own)) all.add(above)
    for (const check of checks.get(unit) ?? []) all.add(check)
  }
  return all
}

function checksByTable(all: readonly UnitFacts[]): ReadonlyMap<Unit, readonly Unit[]> {
  const checks = new Map<Unit, Unit[]>()
  for (const check of all) {
    for (const table of unitsRead(check)) {
      const own = checks.get(table)
      if (own === undefined) checks.set(table, [check.unit])
      else own.push(check.unit)
    }
  }
  return checks
}
