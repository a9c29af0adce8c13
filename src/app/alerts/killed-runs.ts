import type { StepResult } from '../../events.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Catalog, HistoryEntry, StoredRun } from '../../store/interface.ts'
import { assetOf, type Unit } from '../../unit.ts'
import type { Session } from '../open/session.ts'
import { keptMs, messagesOf, type SelectedAlert } from './alerts.ts'

export interface KilledTools {
  readonly catalog: Pick<Catalog, 'killedRuns' | 'tellKilledRun' | 'history' | 'currentOf'>
  readonly selections: readonly SelectedAlert[]
  readonly variables: NodeJS.ProcessEnv
  /** In ms since 1970. */
  readonly now: number
}

/** Whether a run was killed and its messages were not queued yet. */
export const areKilledRuns = async (catalog: Pick<Catalog, 'killedRuns'>, now: number): Promise<boolean> =>
  (await catalog.killedRuns(now - keptMs)).length > 0

/**
 * Queues the messages of runs whose processes were killed before their end. The history says what they made and what
 * failed. Each run is told once, by the first process that looks.
 *
 * @returns Whether there was one.
 */
export async function queueKilledRuns(
  { graph, workspace }: Pick<Session, 'graph' | 'workspace'>,
  { catalog, selections, variables, now }: KilledTools,
): Promise<boolean> {
  const { environmentName: environment } = workspace.project
  const runs = await catalog.killedRuns(now - keptMs)
  for (const run of runs) {
    const entries = await catalog.history({ run: run.id, limit: Number.MAX_SAFE_INTEGER })
    const steps = await stepsOf(catalog, graph, entries)
    const failedBefore = await failedBeforeRun(catalog, run, entries)
    const ended = { run: run.id, environment, steps, failedBefore, killed: true } as const
    await catalog.tellKilledRun(run.id, messagesOf(ended, selections, variables))
  }
  return runs.length > 0
}

/** The last entry of the run for each unit. */
async function stepsOf(
  catalog: KilledTools['catalog'],
  graph: Graph,
  entries: readonly HistoryEntry[],
): Promise<readonly StepResult[]> {
  const steps = new Map<Unit, StepResult>()
  for (const { unit, outcome, durationMs, causes, error } of entries) {
    const id = graph.ids.get(assetOf(unit))
    if (steps.has(unit) || id === undefined) continue
    const warning = await warningOf(catalog, unit, entries)
    steps.set(unit, {
      ...{ unit, kind: graph.nodes[id]?.kind ?? 'asset', outcome, durationMs, causes },
      ...(error === undefined ? {} : { error }),
      ...(warning === undefined ? {} : { warning }),
    })
  }
  return [...steps.values()].reverse()
}

/** The warning of a check that passes or only warns. The verdict has it, the history does not. */
async function warningOf(
  catalog: KilledTools['catalog'],
  unit: Unit,
  entries: readonly HistoryEntry[],
): Promise<string | undefined> {
  const verdict = (await catalog.currentOf(unit))?.record
  if (verdict?.check === undefined || !entries.some(({ run }) => run === verdict.run)) return undefined
  const { passed, message, warning } = verdict.check
  if (passed) return warning
  return message === undefined ? `the check ${unit} failed` : `the check ${unit} failed: ${message}`
}

/** Among the units that the run reached: those whose last attempt before it had failed. */
async function failedBeforeRun(
  catalog: KilledTools['catalog'],
  run: StoredRun,
  entries: readonly HistoryEntry[],
): Promise<ReadonlySet<Unit>> {
  const failed = new Set<Unit>()
  const units = new Set(entries.map(({ unit }) => unit))
  for (const asset of new Set([...units].map(assetOf))) {
    const own = await catalog.history({ assets: [asset], limit: Number.MAX_SAFE_INTEGER })
    for (const [unit, all] of Map.groupBy(own, (entry) => entry.unit)) {
      if (!units.has(unit)) continue
      const before = all.slice(all.findLastIndex((entry) => entry.run === run.id) + 1)
      if (before.find(({ outcome }) => outcome !== 'blocked' && outcome !== 'cancelled')?.outcome === 'failed')
        failed.add(unit)
    }
  }
  return failed
}
