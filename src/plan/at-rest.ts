import { nodeKinds } from '../define/node-kinds.ts'
import type { Stored } from '../store/interface.ts'
import type { Unit } from '../unit.ts'
import { readNow } from './checks/standing-verdict.ts'
import { decide } from './decide.ts'
import { type UnitFacts, unitsRead } from './units.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/**
 * The tables that a run leaves as they are, whatever its checks say: a table that is already what it would be once
 * everything above it is made, and that stays the same if a check stops something above it. A check over several tables
 * does not wait for these. Empty where no check of the plan has several tables.
 */
export function tablesAtRest(
  world: World,
  planned: readonly UnitFacts[],
  forced: ReadonlySet<Unit>,
): ReadonlySet<Unit> {
  const atRest = new Set<Unit>()
  if (!planned.some((facts) => facts.blocking && new Set(unitsRead(facts)).size > 1)) return atRest
  const predicted = new Map<Unit, Stored | undefined>()
  const now = readNow(world)
  const upstream: Upstream = (above) => (predicted.has(above) ? predicted.get(above) : now(above))
  for (const facts of planned) {
    const { unit } = facts
    if (nodeKinds[facts.node.kind].judges) {
      const stays = unitsRead(facts).every((table) => atRest.has(table) || !predicted.has(table))
      if (!stays) predicted.set(unit, undefined)
      continue
    }
    const decision = forced.has(unit) ? undefined : decide(world, facts, upstream)
    predicted.set(unit, decision !== undefined && 'stored' in decision ? decision.stored : undefined)
    if (decision?.action === 'skip') atRest.add(unit)
  }
  return atRest
}
