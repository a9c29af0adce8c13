import type { Stored } from '../../store/interface.ts'
import type { Unit } from '../../unit.ts'
import { decide } from '../decide.ts'
import { type UnitFacts, unitsRead } from '../units.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'

interface Refusals {
  readonly world: World
  /** By table: the version that would be reused, and that a check refuses. */
  readonly refusedVersions: ReadonlyMap<Unit, Stored>
  readonly blocked: ReadonlyMap<Unit, unknown>
}

/** The verdict of a check that lets a version pass which another check refuses: a run takes it, and asks nobody. */
export function passedBefore({ world, refusedVersions, blocked }: Refusals, check: UnitFacts, upstream: Upstream) {
  const tables = unitsRead(check)
  if (tables.some((table) => blocked.has(table) && !refusedVersions.has(table))) return undefined
  const over: Upstream = (table) => refusedVersions.get(table) ?? upstream(table)
  if (tables.some((table) => over(table) === undefined)) return undefined
  const decision = decide(world, check, over)
  return 'stored' in decision && decision.stored.record.check?.passed === true ? decision : undefined
}
