import type { Stored } from '../store/interface.ts'
import { partitionOf } from '../unit.ts'
import { isOfOtherScheme } from './definition.ts'
import type { UnitFacts } from './units.ts'
import type { World } from './world.ts'

/**
 * Records with the unit's definition and partition that are its own or that no other asset holds: of a name that is
 * gone from the project (a rename), or of an asset that other code makes now (two that exchanged their names).
 */
export function candidatesOf(world: World, facts: UnitFacts): readonly Stored[] {
  const partition = partitionOf(facts.unit)
  return world.candidates(facts).filter(({ record }) => {
    if (record.partition !== partition) return false
    if (record.asset === facts.node.name) return true
    const definition = world.definitions.get(record.asset)
    return definition === undefined || (definition !== record.definition && !isOfOtherScheme(facts, record))
  })
}
