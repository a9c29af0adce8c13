import type { Unit } from '../../unit.ts'
import { type Assessment, isUpToDate } from '../assess.ts'
import { unitsRead } from '../units.ts'
import type { World } from '../world.ts'
import type { Gates } from './gates.ts'

/**
 * Adds the checks that a run needs: a check that has not judged yet, or that fails, is part of every run of the units
 * behind it, even if only these were selected.
 */
export function withGates(
  { current }: World,
  assessment: Assessment,
  { units, gates }: { readonly units: ReadonlySet<Unit>; readonly gates: Gates },
): ReadonlySet<Unit> {
  const all = new Set(units)
  // A set, since one check may stand before very many units.
  for (const gate of new Set([...units].flatMap((unit) => gates.get(unit) ?? []))) {
    const check = assessment.get(gate)
    if (check === undefined || isUpToDate(check.status)) continue
    if (unitsRead(check.facts).every((table) => units.has(table) || current.has(table))) all.add(gate)
  }
  return all
}
