import { readsOwnPast } from '../../src/plan/past/past.ts'
import { type UnitFacts, unitsRead } from '../../src/plan/units.ts'
import { partitionOf, type Unit } from '../../src/unit.ts'
import type { PartitionedProject } from './partitioned-project.ts'

interface Ran {
  /** Of every unit that was ever made and is there. */
  readonly values: ReadonlyMap<Unit, string>
  /** Those that had to be called. */
  readonly calls: ReadonlySet<Unit>
  /** Those that are up to date after it. */
  readonly done: ReadonlySet<Unit>
}

/** What a unit was made from, in values: its own code and data, and of each list that it reads the keys and tables. */
interface Situation {
  readonly own: string
  readonly reads: readonly (readonly (readonly [key: string, table: string])[])[]
}

/**
 * Runs again, told from values alone: a unit is called where what it is made from is another than it was the last time,
 * and was never called with; one that reads its own past goes on from what it made last. What `keep` has taken away is
 * as if it had never been read; what cannot be made without it is left as it is.
 */
export function runByHand(project: PartitionedProject): { run(): Ran } {
  const values = new Map<Unit, string>()
  const madeFrom = new Map<Unit, Situation>()
  /** What came of each situation, together with the past; the last one first. */
  const known: { readonly unit: Unit; readonly from: Situation; readonly past: string; readonly value: string }[] = []
  const run = (): Ran => {
    const calls = new Set<Unit>()
    const done = new Set<Unit>()
    const facts = project.facts()
    const present = new Set(facts.map(({ unit }) => unit))
    for (const each of facts) {
      const { unit } = each
      if (each.unreadable !== undefined || unitsRead(each).some((above) => !done.has(above))) continue
      const tableOf = (one: Unit) => values.get(one) as string
      const now = situationOf(project, each, tableOf)
      const last = madeFrom.get(unit)
      const past = (readsOwnPast(each) ? values.get(unit) : undefined) ?? ''
      if (last === undefined || !isSame(last, now, each)) {
        let found = known.find((one) => one.unit === unit && one.past === past && isSame(one.from, now, each))
        if (found === undefined) {
          if (each.unmakeable !== undefined) continue
          calls.add(unit)
          if (project.failing.has(unit)) continue
          found = {
            unit,
            from: now,
            past,
            value: project.made(each, { tableOf, past: past === '' ? undefined : past }),
          }
          known.unshift(found)
        }
        values.set(unit, found.value)
        madeFrom.set(unit, found.from)
      }
      done.add(unit)
    }
    return { values: new Map([...values].filter(([unit]) => present.has(unit))), calls, done }
  }
  return { run }
}

function situationOf(project: PartitionedProject, facts: UnitFacts, tableOf: (unit: Unit) => string): Situation {
  const reads = facts.reads.map((units) => units.map((unit) => [partitionOf(unit), tableOf(unit)] as const))
  return { own: project.situation({ ...facts, reads: [] }, tableOf), reads }
}

function isSame(before: Situation, now: Situation, { dropped = [] }: UnitFacts): boolean {
  const reads = before.reads.map((list, place) => list.filter(([key]) => dropped[place]?.has(key) !== true))
  return JSON.stringify([before.own, reads]) === JSON.stringify([now.own, now.reads])
}
