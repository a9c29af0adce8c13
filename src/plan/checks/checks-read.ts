import { readChecks } from '../../graph/read-checks.ts'
import type { Unit } from '../../unit.ts'
import type { UnitFacts } from '../units.ts'

/** The checks whose failing rows something reads, by unit. */
export function checksRead(facts: readonly UnitFacts[]): ReadonlyMap<Unit, UnitFacts> {
  const names = readChecks(new Set(facts.map(({ node }) => node)))
  return new Map(
    names.size === 0 ? [] : facts.flatMap((each) => (names.has(each.node.name) ? [[each.unit, each]] : [])),
  )
}
