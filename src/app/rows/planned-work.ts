import { mapsRows, type Plan } from '../../plan/plan.ts'
import type { Unit } from '../../unit.ts'
import { nothingKnown, type PlannedWork } from '../documents/plan.ts'
import type { Session } from '../open/session.ts'

/**
 * What a plan computes and what that takes: the one estimate of every command. The data engine is loaded only where an
 * asset that is computed row by row has to run.
 */
export async function plannedWork(
  session: Session,
  { plan: { steps }, forced = new Set() }: { readonly plan: Plan; readonly forced?: ReadonlySet<Unit> },
): Promise<PlannedWork> {
  const { workspace } = session
  const world = await session.world()
  const question = { world, steps, forced }
  const rows = steps.some(mapsRows)
    ? await (await import('./row-forecast.ts')).forecastRows(workspace, question)
    : nothingKnown.rows
  const { estimateSteps } = await import('./row-estimate.ts')
  return { rows, estimates: await estimateSteps(workspace, question, rows) }
}
