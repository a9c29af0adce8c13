import type { Edge } from '../../exports.ts'
import type { Unit } from '../../project-files.ts'
import { createClosure, createComponents } from './components.ts'

/** A unit as a value, or as something that was called to make a value. */
interface HeldUnits {
  readonly unit: Unit
  readonly isCalled: boolean
}

interface Options {
  edgesOf(unit: Unit): readonly Edge[]
  /** The units that are known to change a unit, since it may hold what they put into it. */
  changersOf(unit: Unit): readonly Unit[]
}

/**
 * The units whose objects are found by reading members of what a unit holds. A function that is not called leads to
 * what others set in it, and to nothing that it names.
 */
export function createValues({ edgesOf, changersOf }: Options): (unit: Unit) => ReadonlySet<Unit> {
  const heldBy = createHeld()
  const itemsFrom = createClosure(
    createComponents((item: HeldUnits) => {
      const others = changersOf(item.unit).map((unit) => heldBy(unit, false))
      if (!item.isCalled && isOnlyCode(item.unit)) return others
      const isCalled = item.isCalled || item.unit.facts.state.runs !== undefined
      return [...others, ...referred(edgesOf(item.unit)).map((unit) => heldBy(unit, isCalled))]
    }),
  )
  const unitsByUnit = new Map<Unit, ReadonlySet<Unit>>()
  return (unit) => {
    const units = unitsByUnit.get(unit) ?? new Set([...itemsFrom(heldBy(unit, false))].map((item) => item.unit))
    unitsByUnit.set(unit, units)
    return units
  }
}

function isOnlyCode({ facts: { state } }: Unit): boolean {
  return state.kind === 'function' && state.ofClass === undefined
}

function createHeld(): (unit: Unit, isCalled: boolean) => HeldUnits {
  const pairs = new Map<Unit, readonly [HeldUnits, HeldUnits]>()
  return (unit, isCalled) => {
    const pair = pairs.get(unit) ?? [
      { unit, isCalled: false },
      { unit, isCalled: true },
    ]
    pairs.set(unit, pair)
    return pair[isCalled ? 1 : 0]
  }
}

/** The units that references lead to. */
export function referred(edges: readonly Edge[]): Unit[] {
  return edges.flatMap(({ targets }) => targets.flatMap(({ target }) => (target.to === 'unit' ? [target.unit] : [])))
}
