import type { StepResult } from '../../events.ts'
import type { PlanStep } from '../../plan/plan.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Unit } from '../../unit.ts'

/** What a run skips because it is plain: it is in the plan, and not in the world. */
export interface PlainOfRun {
  /** `undefined` where it is not plain. */
  factsOf(unit: Unit): UnitFacts | undefined
  /** The blocking checks among them that judge this table. */
  checksOn(table: Unit): readonly UnitFacts[]
  /** What is told of a step that is skipped. */
  skipped(step: PlanStep): StepResult
}
