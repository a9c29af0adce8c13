import type { PlanStep } from '../../plan/plan.ts'
import type { AssetRecord } from '../../store/record.ts'
import type { Estimate } from '../rows/row-estimate.ts'
import type { RowForecast } from '../rows/row-forecast.ts'

/** A step as far as it is shown. */
export interface ShownStep extends Omit<PlanStep, 'current' | 'stored'> {
  readonly current: { readonly record: Pick<AssetRecord, 'rows' | 'durationMs'> } | undefined
}
export interface ShownPlan {
  readonly steps: readonly ShownStep[]
}

export interface PlannedWork {
  /** Of assets that are computed row by row; `null` where it is known only when what they read has run. */
  readonly rows: ReadonlyMap<string, RowForecast | null>
  /** Of what would run and has run before. */
  readonly estimates: ReadonlyMap<string, Estimate>
}
export const nothingKnown: PlannedWork = { rows: new Map(), estimates: new Map() }

/** `steps` of the JSON document. */
export function planDocument({ steps }: ShownPlan, work: PlannedWork = nothingKnown): object {
  return { steps: steps.map((step) => stepDocument(step, work)) }
}

function stepDocument(step: ShownStep, work: PlannedWork): object {
  const { asset, action, causes, failure } = step
  const { ms, atMost, tokens, cost } = estimateFor(step, work) ?? {}
  return {
    asset,
    action,
    causes,
    ...(failure === undefined ? {} : { error: failure }),
    ...(ms === undefined ? {} : { estimateMs: ms }),
    ...(atMost === undefined ? {} : { estimateAtMost: true }),
    ...(tokens === undefined ? {} : { estimatedTokens: tokens }),
    ...(cost === undefined ? {} : { estimatedCost: cost }),
    ...(work.rows.has(asset) ? { work: work.rows.get(asset) } : {}),
  }
}

/** What a step takes: by its rows where these are counted, else as long as it took the last time. */
export function estimateFor({ asset, estimateMs }: ShownStep, { estimates }: PlannedWork): Estimate | undefined {
  return estimates.get(asset) ?? (estimateMs === undefined ? undefined : { ms: estimateMs })
}
