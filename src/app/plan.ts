import { nothingKnown, type ShownStep } from './documents/plan.ts'
import type { PlanReport, PlanWords } from './full-plan.ts'
import { type FreshStep, freshAssets } from './open/fresh-run.ts'
import type { ProjectRequest } from './open/request.ts'

/** What a run would do, and why. Nothing is written. */
export async function planOf(project: ProjectRequest, words: PlanWords): Promise<PlanReport> {
  const asks = words.force || words.fromScratch || words.changed !== undefined || words.partitions !== undefined
  const fresh = asks ? undefined : await freshAssets(project, words)
  if (fresh === undefined) {
    const { fullPlan } = await import('./full-plan.ts')
    return fullPlan(project, words)
  }
  const { steps, ...rest } = fresh
  return { steps: steps.map(skipped), work: nothingKnown, ...rest }
}

function skipped({ unit, node: { kind }, status, causes, record }: FreshStep): ShownStep {
  const verdict = { status, causes, current: { record }, estimateMs: record.durationMs }
  return { unit, kind, action: 'skip', ...verdict }
}
