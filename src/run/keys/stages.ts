import type { StepResult } from '../../events.ts'
import { gatesOf } from '../../plan/checks/gates.ts'
import type { PlanStep } from '../../plan/plan.ts'
import { type UnitFacts, unitsBefore } from '../../plan/units.ts'
import { keysIn, unitsGone } from '../../project/known-keys.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Unit } from '../../unit.ts'
import type { RunContext } from '../run-context.ts'

export interface Stage {
  /** The steps that need no keys which this run has yet to ask for, and the steps that ask for keys. */
  readonly now: readonly PlanStep[]
  /** Whether keys are asked for: then what remains is planned anew, for it may be other partitions. */
  readonly asks: boolean
}

/** @param results What came of the stages before. */
export function nextStage(
  steps: readonly PlanStep[],
  { world, results }: { readonly world: Pick<LiveWorld, 'facts'>; readonly results: ReadonlyMap<Unit, StepResult> },
): Stage {
  const byUnit = new Map(world.facts.map((each) => [each.unit, each]))
  const factsOf = ({ unit }: PlanStep) => byUnit.get(unit) as UnitFacts
  const asking = steps.filter((step) => factsOf(step).node.keys && !results.has(step.unit))
  if (asking.length === 0) return { now: steps, asks: false }
  const gates = gatesOf(world.facts)
  // What waits for keys that are not asked yet, and what waits for that.
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

/** The run goes on with the units of the new keys. Partitions whose keys are gone stop being current. */
export async function followKeys({ workspace, world }: Pick<RunContext, 'workspace' | 'world'>): Promise<void> {
  const { units, project, store } = workspace
  await units.follow(keysIn(project.nodes, world.current))
  await world.follow()
  const gone = unitsGone(project.nodes, units, world.current)
  if (gone.length > 0) await store.catalog.leave(gone)
}
