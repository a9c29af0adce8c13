import { nodeKinds } from '../define/node-kinds.ts'
import type { StepResult } from '../events.ts'
import { brokenCause } from '../plan/assess.ts'
import type { PlanStep } from '../plan/plan.ts'
import { type UnitFacts, unitsRead } from '../plan/units.ts'
import type { Unit } from '../unit.ts'
import type { RunContext } from './run-context.ts'

type MakeAgain = Pick<RunContext, 'checksOn' | 'emit' | 'plain' | 'planned' | 'world'>

/** Carries out the step of an upstream table again. */
export type Remake = (step: PlanStep, facts: UnitFacts) => Promise<StepResult>

/**
 * Whether a step failed because a table that it reads is damaged, and that table has been made again. Damage shows only
 * when the bytes are read, so the plan had skipped the table. A run makes each damaged table again at most once,
 * whichever step finds the damage.
 */
export async function remadeInputs(
  context: MakeAgain & Pick<RunContext, 'remade'>,
  { facts, code }: { readonly facts: UnitFacts; readonly code: string | undefined },
  remake: Remake,
): Promise<boolean> {
  if (code !== 'STORE_BLOB_CORRUPT' && code !== 'STORE_BLOB_MISSING') return false
  const damaged = await damagedAmong(context, unitsRead(facts))
  if (damaged.length === 0) return false
  for (const one of damaged) {
    const before = context.remade.get(one.unit)
    const making = before ?? makeAgain(context, one, remake)
    context.remade.set(one.unit, making)
    await making
  }
  // A file that is damaged twice in one run is not made a third time.
  return (await damagedAmong(context, unitsRead(facts))).length === 0
}

async function damagedAmong(
  { world, planned, plain }: Pick<RunContext, 'planned' | 'plain' | 'world'>,
  units: readonly Unit[],
): Promise<readonly PlanStep[]> {
  const damaged: PlanStep[] = []
  for (const unit of new Set(units)) {
    const isPlanned = planned.has(unit)
    const facts = isPlanned ? world.facts.find((each) => each.unit === unit) : plain.factsOf(unit)
    const current = world.current.get(unit)
    if (facts === undefined || current === undefined) continue
    const state = await world.blobNow(current)
    if (state === 'ok' || nodeKinds[facts.node.kind].actsOutside) continue
    const causes = [brokenCause(state)]
    damaged.push({
      unit,
      kind: facts.node.kind,
      action: 'run',
      status: 'broken',
      causes,
      current,
      estimateMs: undefined,
    })
  }
  return damaged
}

async function makeAgain(context: MakeAgain, step: PlanStep, remake: Remake): Promise<StepResult> {
  const { plain, world, emit } = context
  const facts = plain.factsOf(step.unit) ?? (world.facts.find(({ unit }) => unit === step.unit) as UnitFacts)
  withChecks(context, step.unit)
  const result = await remake(step, facts)
  emit({ type: 'step_finished', step: result })
  return result
}

/** Adds the checks of a plain table: a plain table has no step, so the run had not listed them. */
function withChecks({ plain, planned, checksOn }: MakeAgain, table: Unit): void {
  const checks = plain.checksOn(table)
  if (checks.length === 0) return
  for (const { unit } of checks) planned.add(unit)
  checksOn.set(table, [...checks, ...(checksOn.get(table) ?? [])])
}
