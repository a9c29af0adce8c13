import type { StepResult } from '../../events.ts'
import type { Catalog } from '../../store/interface.ts'
import { selectNamesNow } from '../open/selection.ts'
import type { Session } from '../open/session.ts'
import { untoldFailures } from './untold-failures.ts'

export interface RunAlerts {
  /** Before the run says that it is over. */
  readonly queue: (run: string, steps: readonly StepResult[]) => Promise<void>
  /** Once it is. */
  readonly send: () => Promise<void>
}

/** What is to be done for the alerts of the project around a run; undefined where it has none. */
export async function alertsOf(session: Session): Promise<RunAlerts | undefined> {
  const { options, environmentName: environment } = session.workspace.project
  const { alerts = [] } = options
  if (alerts.length === 0) return undefined
  const { queueAlerts, sendAlerts } = await import('./alerts.ts')
  const catalog = session.catalog as Catalog
  const { failures, current } = await session.world()
  // What was made since, by a run that went another way, has recovered already.
  const stands = [...failures.values()].filter(
    ({ unit, startedAt }) => startedAt >= (current.get(unit)?.record.startedAt ?? Number.NEGATIVE_INFINITY),
  )
  const failedBefore = new Set(stands.map(({ unit }) => unit))
  const untold = await untoldFailures(stands, catalog)
  const selections: { alert: (typeof alerts)[number]; selected: ReadonlySet<string> }[] = []
  for (const alert of alerts) {
    const words = [alert.select ?? []].flat()
    selections.push({ alert, selected: new Set(await selectNamesNow(session, { words })) })
  }
  const tools = { catalog, variables: process.env, warn: session.warn }
  return {
    queue: (run, steps) => queueAlerts({ run, environment, steps, failedBefore, untold }, selections, tools),
    send: () => sendAlerts(tools),
  }
}
