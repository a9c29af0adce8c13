import { nodeKinds } from '../define/node-kinds.ts'
import type { Unit } from '../unit.ts'
import { type UnitFacts, unitsBefore, unitsRead } from './units.ts'

/**
 * Some units and every unit that may change their verdict: their upstream, and the checks over any of these, which may
 * hold them back, with the upstream of the checks. Nothing else can change it. It does for units what `judgedWith` does
 * for assets.
 */
export function judgedUnits(facts: readonly UnitFacts[], chosen: Iterable<Unit>): ReadonlySet<Unit> {
  const byUnit = new Map(facts.map((each) => [each.unit, each]))
  const checks = checksByTable(facts)
  const all = new Set<Unit>()
  // Keys that were asked meanwhile may have none of them any more.
  for (const unit of chosen) if (byUnit.has(unit)) all.add(unit)
  // The loop also visits the units that it adds: a `Set` iterates in insertion order.
  for (const unit of all) {
    const own = byUnit.get(unit)
    for (const above of own === undefined ? [] : unitsBefore(own)) all.add(above)
    for (const check of checks.get(unit) ?? []) all.add(check)
  }
  return all
}

function checksByTable(facts: readonly UnitFacts[]): ReadonlyMap<Unit, readonly Unit[]> {
  const checks = new Map<Unit, Unit[]>()
  for (const check of facts) {
    if (!nodeKinds[check.node.kind].judges) continue
    for (const table of unitsRead(check)) {
      const own = checks.get(table)
      if (own === undefined) checks.set(table, [check.unit])
      else own.push(check.unit)
    }
  }
  return checks
}
