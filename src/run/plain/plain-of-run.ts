import { nodeKinds } from '../../define/node-kinds.ts'
import type { StepResult } from '../../events.ts'
import type { PlainUnits } from '../../plan/plain/plain-columns.ts'
import type { PlanStep } from '../../plan/plan.ts'
import { type UnitFacts, type UnitsOfNodes, unitFactsOf, unitsRead } from '../../plan/units.ts'
import { briefOf } from '../../store/current-of.ts'
import type { Stored } from '../../store/interface.ts'
import { partsOf, type Unit } from '../../unit.ts'
import { checkStep, saidBy } from '../gate/gate.ts'
import type { RunContext } from '../run-context.ts'
import type { PlainOfRun } from './plain-run.ts'

export function plainOfRun(units: UnitsOfNodes, plain: ReadonlyMap<string, PlainUnits> = new Map()): PlainOfRun {
  const factsOf = (unit: Unit): UnitFacts | undefined => {
    const own = plain.get(partsOf(unit).asset)
    return own?.plain[units.placeOf(unit)] === 1 ? unitFactsOf(own.facts, unit, units) : undefined
  }
  return {
    factsOf,
    // Only the checks of a damaged table are asked for.
    checksOn: (table) =>
      [...plain.values()]
        .filter(({ facts }) => facts.blocking && facts.node.upstream.includes(partsOf(table).asset))
        .flatMap(({ facts }) => units.units(facts))
        .flatMap((unit) => factsOf(unit) ?? [])
        .filter((check) => unitsRead(check).includes(table)),
    skipped({ unit, kind, current }) {
      const stored = current as Stored
      if (nodeKinds[kind].judges) {
        const facts = factsOf(unit) as UnitFacts
        const { key } = briefOf(stored)
        return checkStep({ facts, key, stored, action: 'skip', ...saidBy(facts, stored) }, 0)
      }
      const { rows, version } = briefOf(stored)
      return { unit, kind, rows, version, durationMs: 0, causes: none, outcome: 'skipped' }
    },
  }
}

/** Reports the plain steps of the plan as skipped before any other step begins: they wait for nothing. */
export function skipPlain(
  { plain, planned, signal, emit }: Pick<RunContext, 'emit' | 'plain' | 'planned' | 'signal'>,
  steps: readonly PlanStep[],
  results: Map<Unit, StepResult>,
): void {
  for (const plan of steps) {
    const { unit, kind } = plan
    if (planned.has(unit)) continue
    const step: StepResult = signal.aborted
      ? { unit, kind, causes: none, outcome: 'skipped', durationMs: 0 }
      : plain.skipped(plan)
    results.set(unit, step)
    emit({ type: 'step_finished', step })
  }
}

const none: readonly never[] = []
