import { readsOwnPast } from '../../src/plan/past/past.ts'
import { unitsRead } from '../../src/plan/units.ts'
import type { Unit } from '../../src/unit.ts'
import type { PartitionedProject } from './partitioned-project.ts'

interface Ran {
  /** Of every unit that was ever made and is there. */
  readonly values: ReadonlyMap<Unit, string>
  /** Those that had to be called. */
  readonly calls: ReadonlySet<Unit>
  /** Those that are up to date after it. */
  readonly done: ReadonlySet<Unit>
}

/**
 * Runs again, told from values alone: a unit is called where what it is made from is another than it was the last time,
 * and was never called with; one that reads its own past goes on from what it made last.
 */
export function runByHand(project: PartitionedProject): { run(): Ran } {
  const values = new Map<Unit, string>()
  const madeFrom = new Map<Unit, string>()
  /** What came of each situation, together with the past. */
  const known = new Map<string, string>()
  const run = (): Ran => {
    const calls = new Set<Unit>()
    const done = new Set<Unit>()
    const facts = project.facts()
    const present = new Set(facts.map(({ unit }) => unit))
    for (const each of facts) {
      const { unit } = each
      if (each.unreadable !== undefined || unitsRead(each).some((above) => !done.has(above))) continue
      const tableOf = (one: Unit) => values.get(one) as string
      const situation = project.situation(each, tableOf)
      const past = readsOwnPast(each) ? values.get(unit) : undefined
      if (!values.has(unit) || madeFrom.get(unit) !== situation) {
        const question = `${situation} ${past ?? ''}`
        if (!known.has(question)) {
          calls.add(unit)
          if (project.failing.has(unit)) continue
          known.set(question, project.made(each, { tableOf, past }))
        }
        values.set(unit, known.get(question) as string)
        madeFrom.set(unit, situation)
      }
      done.add(unit)
    }
    return { values: new Map([...values].filter(([unit]) => present.has(unit))), calls, done }
  }
  return { run }
}
