import { selectNamesNow } from '../open/selection.ts'
import type { Session } from '../open/session.ts'
import { type Times, timesOf } from '../schedule/times.ts'

/** An asset or source with a due time, and with an alert of the kind `late`. */
export interface Due {
  readonly asset: string
  readonly times: Times
}

/** What the alerts of the kind `late` are about. */
export async function dueOf(session: Session): Promise<readonly Due[]> {
  const { project } = session.workspace
  const telling = (project.options.alerts ?? []).filter(({ when }) => when.includes('late'))
  const selected = new Set<string>()
  for (const { select = [] } of telling)
    for (const name of await selectNamesNow(session, { words: [select].flat() })) selected.add(name)
  const due = project.nodes.flatMap(({ name, definition: { options } }) =>
    selected.has(name) && 'dueBy' in options && options.dueBy !== undefined ? [{ name, dueBy: options.dueBy }] : [],
  )
  return Promise.all(due.map(async ({ name, dueBy }) => ({ asset: name, times: await timesOf(dueBy) })))
}
