import type { Action, Cause } from '../../causes.ts'
import type { Plan, PlanStep } from '../../plan/plan.ts'
import type { AssetRecord } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import { type NotDone, notDoneFields } from '../open/left-out.ts'
import { type UnseenField, unseenField } from '../open/unseen.ts'
import type { Estimate } from '../rows/row-estimate.ts'
import type { RowForecast } from '../rows/row-forecast.ts'
import { type UnitFields, unitFields } from './unit.ts'

/** A step as far as it is shown. */
export interface ShownStep extends Omit<PlanStep, 'current' | 'stored'> {
  readonly current: { readonly record: Pick<AssetRecord, 'rows' | 'durationMs'> } | undefined
}
export interface ShownPlan {
  readonly steps: readonly ShownStep[]
  /** All keys of each asset that has partitions, in their order. */
  readonly keys?: Plan['keys']
}

export interface PlannedWork {
  /** For assets that are computed row by row; `null` where the number is known only after what they read has run. */
  readonly rows: ReadonlyMap<Unit, RowForecast | null>
  /** For units that would run, as far as they or other partitions of their asset have run before. */
  readonly estimates: ReadonlyMap<Unit, Estimate>
}
export const nothingKnown: PlannedWork = { rows: new Map(), estimates: new Map() }

export interface PlanDocument extends UnseenField, Partial<NotDone> {
  /** In an order that can be run. */
  readonly steps: readonly StepDocument[]
}
export interface StepDocument extends UnitFields {
  readonly action: Action
  /** It asks for the keys of its asset, which data decides. */
  readonly keys?: true
  readonly causes: readonly Cause[]
  /** Why it cannot be looked at, or why it failed. */
  readonly error?: NonNullable<PlanStep['failure']>
  readonly estimateMs?: number
  /** The estimate is an upper limit. */
  readonly estimateAtMost?: true
  readonly estimatedTokens?: number
  readonly estimatedCost?: number
  /** For an asset that is computed row by row; `null` where the number is known only after what it reads has run. */
  readonly work?: RowForecast | null
}

/** What there is to tell of a plan; of one that is made while files are watched it is the steps alone. */
interface PlannedSteps extends Pick<ShownPlan, 'steps'>, Partial<NotDone> {
  readonly work?: PlannedWork
  readonly unseen?: readonly string[]
}

/** The document of `plan`. */
export function planDocument(report: PlannedSteps): PlanDocument {
  const { steps, work = nothingKnown, unseen = [], waiting = [], elsewhere = [] } = report
  return {
    steps: steps.map((step) => stepDocument(step, work)),
    ...unseenField(unseen),
    ...notDoneFields({ waiting, elsewhere }),
  }
}

function stepDocument(step: ShownStep, work: PlannedWork): StepDocument {
  const { unit, action, causes, failure, keys } = step
  const { ms, atMost, tokens, cost } = estimateFor(step, work) ?? {}
  return {
    ...unitFields(unit),
    action,
    ...(keys ? { keys } : {}),
    causes,
    ...(failure === undefined ? {} : { error: failure }),
    ...(ms === undefined ? {} : { estimateMs: ms }),
    ...(atMost === undefined ? {} : { estimateAtMost: true as const }),
    ...(tokens === undefined ? {} : { estimatedTokens: tokens }),
    ...(cost === undefined ? {} : { estimatedCost: cost }),
    ...(work.rows.has(unit) ? { work: work.rows.get(unit) ?? null } : {}),
  }
}

/** What a step takes: by its rows where these are counted, else as long as it took the last time. */
export function estimateFor({ unit, estimateMs }: ShownStep, { estimates }: PlannedWork): Estimate | undefined {
  return estimates.get(unit) ?? (estimateMs === undefined ? undefined : { ms: estimateMs })
}
