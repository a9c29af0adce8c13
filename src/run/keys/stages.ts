import type { StepResult } from '../../events.ts'
import { gatesOf } from '../../plan/checks/gates.ts'
import type { PlanStep } from '../../plan/plan.ts'
import { type UnitFacts, unitsBefore } from '../../plan/units.ts'
import { keysIn, unitsGone } from '../../project/known-keys.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Unit } from '../../unit.ts'
import type { RunContext } from '../run-context.ts'

export interface Stage {
  /** The steps that ask for keys, and those that do not depend on keys which this run has yet to ask for. */
  readonly now: readonly PlanStep[]
  /** Whether the stage asks for keys: the rest is planned anew after it, since its partitions may be others. */
  readonly asks: boolean
}

/** @param results The results of earlier stages. */
export function nextStage(
  steps: readonly PlanStep[],
  { world, results }: { readonly world: Pick<LiveWorld, 'facts'>; readonly results: ReadonlyMap<Unit, StepResult> },
): Stage {
  const byUnit = new Map(world.facts.map((each) => [each.unit, each]))
  const factsOf = ({ unit }: PlanStep) => byUnit.get(unit) as UnitFacts
  const asking = steps.filter((step) => factsOf(step).node.keys && !results.has(step.unit))
  if (asking.length === 0) return { now: steps, asks: false }
  const gates = gatesOf(world.facts)
  // The steps that wait for keys which are not asked yet, and the steps that wait for those.
  const later = new Set<Unit>()
  const open = new Set(asking.map(({ unit }) => unit))
  const now = steps.filter((step) => {
    const before = [...unitsBefore(factsOf(step)), ...(gates.get(step.unit) ?? [])]
    const waits = before.some((unit) => open.has(unit) || later.has(unit))
    if (waits) later.add(step.unit)
    return !waits
  })
  return { now, asks: true }
}

/** Makes the new keys known to the run. Partitions whose keys are gone stop being current. */
export async function followKeys({ workspace, world }: Pick<RunContext, 'workspace' | 'world'>): Promise<void> {
  const { units, project, store } = workspace
  await units.follow(keysIn(project.nodes, world.current))
  await world.follow()
  const gone = unitsGone(project.nodes, units, world.current)
  if (gone.length > 0) await store.catalog.leave(gone)
}
