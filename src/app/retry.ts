import { assetOf } from '../unit.ts'
import type { ProjectRequest } from './open/request.ts'
import { noSuchRun, runNamed } from './open/run-named.ts'
import { openSession } from './open/session.ts'

export interface FailedRun {
  /** Undefined where there was never one. */
  readonly run: string | undefined
  /** What failed in it, or was not tried for that; what the project does not have any more is left out. */
  readonly assets: readonly string[]
}

const isUndone: ReadonlySet<string> = new Set(['failed', 'blocked', 'cancelled'])

/**
 * What a run left undone: the last one, or the one whose id begins with `start`.
 *
 * @throws AssetError `SELECTION_EMPTY` where no run begins so, or several do.
 */
export async function failedIn(project: ProjectRequest, start?: string): Promise<FailedRun> {
  await using session = await openSession(project, 'read')
  const { catalog, graph } = session
  const run = await (start === undefined
    ? catalog?.runs(1).then(([last]) => last)
    : catalog && runNamed(catalog, start))
  if (run === undefined && start !== undefined) throw noSuchRun(start)
  if (catalog === undefined || run === undefined) return { run: undefined, assets: [] }
  const entries = await catalog.history({ run: run.id, limit: Number.MAX_SAFE_INTEGER })
  const undone = entries.flatMap(({ outcome, unit }) => (isUndone.has(outcome) ? [assetOf(unit)] : []))
  return { run: run.id, assets: [...new Set(undone)].filter((name) => graph.ids.has(name)).sort() }
}
