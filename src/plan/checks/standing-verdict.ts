import type { Stored } from '../../store/interface.ts'
import type { Unit } from '../../unit.ts'
import { attemptKey } from '../attempt-key.ts'
import { decide } from '../decide.ts'
import { type UnitFacts, unitsRead } from '../units.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'

/**
 * The verdict whose failing rows are shown and read: the verdict over a new version that the check holds back, else
 * the one over the current tables. `undefined` where nobody has judged the current tables, and where the refused
 * version is not stored, because it is made at every run or was freed.
 */
export function standingVerdict(world: World, check: UnitFacts): Stored | undefined {
  const now: Upstream = (unit) => world.current.get(unit)
  const over = (upstream: Upstream) => verdictOver(world, check, upstream)
  for (const table of unitsRead(check)) {
    if (!isHeldBack(world, { table, check: check.unit })) continue
    const candidate = candidateOf(world, table)
    return candidate && over((unit) => (unit === table ? candidate : now(unit)))
  }
  return over(now)
}

/** The record that a reader of a unit gets now: of a table the current one, of a check the standing verdict. */
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

/** Whether a check has refused the version of a table that a run would make or reuse. */
function isHeldBack(world: World, { table, check }: { readonly table: Unit; readonly check: Unit }): boolean {
  const failed = world.failures.get(table)
  if (failed?.error?.code !== 'CHECK_FAILED' || failed.error.facts?.check !== check) return false
  const facts = factsOf(world, table)
  return facts !== undefined && failed.key === attemptKey(world, facts, readNow(world))
}

/** The record of the table that a run would reuse. */
function candidateOf(world: World, table: Unit): Stored | undefined {
  const decision = decide(world, factsOf(world, table) as UnitFacts, readNow(world))
  return decision.action === 'reuse' ? decision.stored : undefined
}

const factsOf = ({ facts }: World, table: Unit): UnitFacts | undefined => facts.find(({ unit }) => unit === table)
