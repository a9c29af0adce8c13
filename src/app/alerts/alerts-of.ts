import type { StepResult } from '../../events.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Catalog } from '../../store/interface.ts'
import type { OutboxMessage } from '../../store/outbox.ts'
import { selectNamesNow } from '../open/selection.ts'
import type { Session } from '../open/session.ts'
import type { SelectedAlert } from './alerts.ts'

export interface RunAlerts {
  /** The messages of a run, which its end puts into the outbox. */
  readonly messages: (run: string, steps: readonly StepResult[]) => readonly OutboxMessage[]
  /** Once it is over. */
  readonly send: () => Promise<void>
}

/** The work around a run for the alerts of the project; undefined where it has none. */
export async function alertsOf(
  session: Session,
  { failures, current }: Pick<LiveWorld, 'failures' | 'current'>,
  signal: AbortSignal,
): Promise<RunAlerts | undefined> {
  const selections = await selectedAlerts(session)
  if (selections.length === 0) return undefined
  const { messagesOf, sendAlerts } = await import('./alerts.ts')
  const { queueKilledRuns } = await import('./killed-runs.ts')
  const { environmentName: environment } = session.workspace.project
  const catalog = session.catalog as Catalog
  const tools = { catalog, variables: process.env, warn: session.warn }
  // What has killed one run may kill this one before its end, so that this is told first.
  if (await queueKilledRuns(session, { catalog, selections, variables: process.env, now: Date.now() }))
    await sendAlerts({ ...tools, signal })
  // An asset that a later run has made in another way has recovered already.
  const stands = [...failures.values()].filter(
    ({ unit, startedAt }) => startedAt >= (current.get(unit)?.record.startedAt ?? Number.NEGATIVE_INFINITY),
  )
  const failedBefore = new Set(stands.map(({ unit }) => unit))
  return {
    messages: (run, steps) => messagesOf({ run, environment, steps, failedBefore }, selections, process.env),
    send: () => sendAlerts({ ...tools, signal }),
  }
}

/** The alerts of the project, each with the assets that it is about today. */
export async function selectedAlerts(session: Session): Promise<readonly SelectedAlert[]> {
  const selections: SelectedAlert[] = []
  for (const alert of session.workspace.project.options.alerts ?? []) {
    const words = [alert.select ?? []].flat()
    selections.push({ alert, selected: new Set(await selectNamesNow(session, { words })) })
  }
  return selections
}
