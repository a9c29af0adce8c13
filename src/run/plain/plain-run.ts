import type { StepResult } from '../../events.ts'
import type { PlanStep } from '../../plan/plan.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Unit } from '../../unit.ts'

/** The units that a run skips because they are plain: they are in the plan, and not in the world. */
export interface PlainOfRun {
  /** `undefined` for a unit that is not plain. */
  factsOf(unit: Unit): UnitFacts | undefined
  /** The blocking checks among them that judge this table. */
  checksOn(table: Unit): readonly UnitFacts[]
  /** The result of a step that is skipped. */
  skipped(step: PlanStep): StepResult
}
