import { AssetError } from '../errors.ts'
import { assetOf } from '../unit.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession } from './open/session.ts'

export interface FailedRun {
  /** Undefined where there was never one. */
  readonly run: string | undefined
  /** What failed in it, or was not tried for that; what the project does not have any more is left out. */
  readonly assets: readonly string[]
}

/** Runs that are looked through for the one that is named. */
const mostRuns = 1_000
const isUndone: ReadonlySet<string> = new Set(['failed', 'blocked', 'cancelled'])

/**
 * What a run left undone: of the last one, or of the one whose id begins with `named`.
 *
 * @throws AssetError `SELECTION_EMPTY` where there is no such run.
 */
export async function failedIn(project: ProjectRequest, named: string | undefined): Promise<FailedRun> {
  await using session = await openSession(project, 'read')
  const { catalog, graph } = session
  const runs = (await catalog?.runs(named === undefined ? 1 : mostRuns)) ?? []
  const run = named === undefined ? runs[0] : runs.find(({ id }) => id.startsWith(named))
  if (run === undefined && named !== undefined) {
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: `there is no run "${named}"`,
      fix: 'see the runs: assets history',
    })
  }
  if (catalog === undefined || run === undefined) return { run: undefined, assets: [] }
  const entries = await catalog.history({ run: run.id, limit: Number.MAX_SAFE_INTEGER })
  const undone = entries.flatMap(({ outcome, unit }) => (isUndone.has(outcome) ? [assetOf(unit)] : []))
  return { run: run.id, assets: [...new Set(undone)].filter((name) => graph.ids.has(name)).sort() }
}
