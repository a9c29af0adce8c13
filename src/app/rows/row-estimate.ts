import { mapsRows, type PlanStep } from '../../plan/plan.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { AssetRecord } from '../../store/record.ts'
import { assetOf, type Unit, unitOf } from '../../unit.ts'
import type { RowForecast } from './row-forecast.ts'

/** What the work of a step takes and uses, by what it took and used the last time. */
export interface Estimate {
  readonly ms: number
  /** It may be less: what it reads has to run first, or a condition leaves rows out. */
  readonly atMost?: true
  /** What embedders count, and its price where one is given: by the names that they have in the metadata of a run. */
  readonly tokens?: number
  readonly cost?: number
}

export type PastRun = Pick<AssetRecord, 'durationMs' | 'work' | 'metadata'>

/**
 * The estimate of a run that takes as long as the last one, or of so many rows at the cost of a row; `undefined` where
 * the last run computed no rows.
 */
export function estimateOf({ durationMs, work, metadata }: PastRun, rows?: number): Estimate | undefined {
  const computed = rows === undefined ? 1 : (work?.computed ?? 0)
  if (computed === 0) return undefined
  const share = (rows ?? 1) / computed
  const used = (name: string) => {
    const value = metadata?.[name]
    return typeof value === 'number' ? value * share : undefined
  }
  const [tokens, cost] = [used('embedding_tokens'), used('embedding_cost')]
  return {
    ms: Math.round(durationMs * share),
    ...(tokens === undefined ? {} : { tokens: Math.round(tokens) }),
    ...(cost === undefined ? {} : { cost }),
  }
}

/**
 * Estimates the steps that a run would carry out. A partition that has never run takes what the other partitions of its
 * asset took on average; any other step that has never run has no estimate.
 */
export async function estimateSteps(
  workspace: Pick<Workspace, 'hasStore' | 'store'>,
  { world, steps }: { readonly world: LiveWorld; readonly steps: readonly PlanStep[] },
  forecasts: ReadonlyMap<Unit, RowForecast | null>,
): Promise<ReadonlyMap<Unit, Estimate>> {
  const estimates = new Map<Unit, Estimate>()
  const means = meansOf(steps)
  for (const step of steps) {
    if (step.action !== 'run' && step.action !== 'run?') continue
    if (step.current === undefined) {
      const ms = means.get(assetOf(step.unit))
      if (ms !== undefined) estimates.set(step.unit, { ms })
      continue
    }
    const rows = mapsRows(step) ? rowsOf(world, step, forecasts.get(step.unit)) : undefined
    const estimate = rows === undefined ? estimateOf(step.current.record) : await ofRows(workspace, step, rows)
    if (estimate !== undefined) estimates.set(step.unit, estimate)
  }
  return estimates
}

/** Asset -> ms that a partition took on average, over the partitions of the plan that have run. */
function meansOf(steps: readonly PlanStep[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { ms: number; runs: number }>()
  for (const { unit, current } of steps) {
    if (current === undefined) continue
    const asset = assetOf(unit)
    const sum = sums.get(asset) ?? { ms: 0, runs: 0 }
    sums.set(asset, { ms: sum.ms + current.record.durationMs, runs: sum.runs + 1 })
  }
  return new Map([...sums].map(([name, { ms, runs }]) => [name, Math.round(ms / runs)]))
}

interface Rows {
  readonly compute: number
  readonly atMost?: true
}

/** Before its upstream has run, it has at most as many rows as the upstream has now. */
function rowsOf({ current }: LiveWorld, step: PlanStep, forecast: RowForecast | null | undefined): Rows | undefined {
  if (forecast !== null) return forecast
  const input = step.current?.record.rowMap?.input ?? -1
  const name = step.current?.record.ingredients.inputs[input]?.asset
  const rows = name === undefined ? undefined : current.get(unitOf(name))?.record.rows
  return rows === undefined ? undefined : { compute: rows, atMost: true }
}

/** A run that took every row over from another says nothing of what a row costs: an older one does. */
async function ofRows(
  workspace: Pick<Workspace, 'hasStore' | 'store'>,
  step: PlanStep,
  rows: Rows,
): Promise<Estimate | undefined> {
  const current = step.current?.record as AssetRecord
  const computed = ({ work }: AssetRecord) => (work?.computed ?? 0) > 0
  const versions =
    computed(current) || !workspace.hasStore ? [] : await workspace.store.catalog.versionsOf(assetOf(step.unit))
  const past = computed(current) ? current : versions.map(({ record }) => record).find(computed)
  const estimate = past === undefined ? undefined : estimateOf(past, rows.compute)
  return estimate === undefined || rows.atMost === undefined ? estimate : { ...estimate, atMost: true }
}
