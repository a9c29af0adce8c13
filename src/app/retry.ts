import type { HistoryEntry, StoredRun } from '../store/interface.ts'
import { assetOf, partitionOf, type Unit } from '../unit.ts'
import type { ProjectRequest } from './open/request.ts'
import { noSuchRun, runNamed } from './open/run-named.ts'
import { openSession, type Session } from './open/session.ts'

export interface FailedRun {
  /** Undefined where there was never one. */
  readonly run: string | undefined
  /** The assets that failed in it or were blocked; assets that are gone from the project are left out. */
  readonly assets: readonly string[]
  /** Which units of them; undefined where the keys of one could not be asked for, which may be any. */
  readonly units: ReadonlySet<Unit> | undefined
}

const isUndone: ReadonlySet<string> = new Set(['failed', 'blocked', 'cancelled'])
/** It is looked for in so many runs at most. */
const lookedAt = 100

/**
 * What a run left undone: the last one, or the one whose id begins with `start`. Where the last one was killed, or
 * failed before it had recorded all of its assets, the run before counts as well: an asset that was made since is fresh
 * and does not run again.
 *
 * @throws AssetError `SELECTION_EMPTY` where no run begins with `start`, or several do.
 */
export async function failedIn(project: ProjectRequest, start?: string): Promise<FailedRun> {
  await using session = await openSession(project, 'read')
  const { catalog } = session
  if (catalog === undefined) {
    if (start !== undefined) throw noSuchRun(start)
    return { run: undefined, ...nothingUndone }
  }
  const entriesOf = ({ id }: StoredRun) => catalog.history({ run: id, limit: Number.MAX_SAFE_INTEGER })
  if (start !== undefined) {
    const run = await runNamed(catalog, start)
    if (run === undefined) throw noSuchRun(start)
    return { run: run.id, ...undoneOf(session, await entriesOf(run)) }
  }
  const runs = await catalog.runs(lookedAt)
  let latest: FailedRun = { run: runs[0]?.id, ...nothingUndone }
  for (const run of runs) {
    const entries = await entriesOf(run)
    const { assets, units } = undoneOf(session, entries)
    if (assets.length > 0)
      latest = {
        run: run.id,
        assets: [...new Set([...latest.assets, ...assets])].sort(),
        units: units && latest.units?.union(units),
      }
    const isCut = run.status === 'interrupted' && run.endedAt === null
    if (isWhole(run, entries) || (assets.length > 0 && !isCut)) break
  }
  return latest
}

/** `accept` runs nothing, so it does not count as a run. */
function isWhole({ status }: StoredRun, entries: readonly HistoryEntry[]): boolean {
  return (status === 'ok' || status === 'running') && !entries.some(({ accepted }) => accepted !== undefined)
}

type Undone = Pick<FailedRun, 'assets' | 'units'>
const nothingUndone: Undone = { assets: [], units: new Set() }

/** What the project does not have any more is left out. */
function undoneOf({ graph, workspace }: Session, entries: readonly HistoryEntry[]): Undone {
  const units = new Set(
    entries.flatMap(({ outcome, unit }) => (isUndone.has(outcome) && graph.ids.has(assetOf(unit)) ? [unit] : [])),
  )
  const assets = [...new Set([...units].map(assetOf))].sort()
  const isOfKeys = (unit: Unit) => partitionOf(unit) === '' && workspace.units.set(assetOf(unit)) !== undefined
  return { assets, units: [...units].some(isOfKeys) ? undefined : units }
}
