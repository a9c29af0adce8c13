import type { Stored } from '../../store/interface.ts'
import type { Unit } from '../../unit.ts'
import { attemptKey } from '../attempt-key.ts'
import { decide } from '../decide.ts'
import { type UnitFacts, unitsRead } from '../units.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'

/**
 * The verdict of a check that somebody who asks for its failing rows means: that over a new version which it holds back,
 * else that over the tables that are there. `undefined` where nobody has judged these yet.
 */
export function standingVerdict(world: World, check: UnitFacts): Stored | undefined {
  const now: Upstream = (unit) => world.current.get(unit)
  const over = (upstream: Upstream) => verdictOver(world, check, upstream)
  const current = over(now)
  if (current?.record.check?.passed === false) return current
  for (const table of unitsRead(check)) {
    const candidate = heldBack(world, { table, check: check.unit })
    const held = candidate && over((unit) => (unit === table ? candidate : now(unit)))
    if (held !== undefined) return held
  }
  return current
}

/** What a unit that is read is now: of a table its current record, of a check the verdict that stands. */
export function readNow(world: World): Upstream {
  return (unit) => {
    const check = world.checksRead?.get(unit)
    return check === undefined ? world.current.get(unit) : standingVerdict(world, check)
  }
}

function verdictOver(world: World, check: UnitFacts, upstream: Upstream): Stored | undefined {
  if (unitsRead(check).some((table) => upstream(table) === undefined)) return undefined
  const decision = decide(world, check, upstream)
  return 'stored' in decision ? decision.stored : undefined
}

/** The version of a table that a check has refused, where a run would come to the same. */
function heldBack(world: World, { table, check }: { readonly table: Unit; readonly check: Unit }): Stored | undefined {
  const failed = world.failures.get(table)
  if (failed?.error?.code !== 'CHECK_FAILED' || failed.error.facts?.check !== check) return undefined
  const facts = world.facts.find(({ unit }) => unit === table)
  if (facts === undefined) return undefined
  const now = readNow(world)
  if (failed.key !== attemptKey(world, facts, now)) return undefined
  const decision = decide(world, facts, now)
  return decision.action === 'reuse' ? decision.stored : undefined
}
