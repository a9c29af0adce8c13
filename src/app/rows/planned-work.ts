import { mapsRows, type Plan } from '../../plan/plan.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Unit } from '../../unit.ts'
import { nothingKnown, type PlannedWork } from '../documents/plan.ts'
import type { Session } from '../open/session.ts'

/**
 * What a plan computes and what that takes: the one estimate of every command. The data engine is loaded only where an
 * asset that is computed row by row has to run.
 */
export async function plannedWork(
  session: Pick<Session, 'workspace' | 'world'>,
  { plan: { steps }, world: opened, forced = new Set() }: WorkQuestion,
): Promise<PlannedWork> {
  const { workspace } = session
  const world = opened ?? (await session.world())
  const question = { world, steps, forced }
  const rows = steps.some(mapsRows)
    ? await (await import('./row-forecast.ts')).forecastRows(workspace, question)
    : nothingKnown.rows
  const { estimateSteps } = await import('./row-estimate.ts')
  return { rows, estimates: await estimateSteps(workspace, question, rows) }
}

interface WorkQuestion {
  readonly plan: Plan
  /** The world that the plan was made in. Default: the world of the session. */
  readonly world?: LiveWorld
  readonly forced?: ReadonlySet<Unit>
}
