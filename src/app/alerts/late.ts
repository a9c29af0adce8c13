import { randomUUID } from 'node:crypto'
import type { Catalog } from '../../store/interface.ts'
import type { Notice, OutboxMessage } from '../../store/outbox.ts'
import { withLateness } from '../open/lateness.ts'
import type { ProjectRequest } from '../open/request.ts'
import { selectNamesNow } from '../open/selection.ts'
import { openSession } from '../open/session.ts'
import type { AssetView } from '../open/view.ts'
import { whyAlone } from '../words/why.ts'
import { bodyOf, receiversOf, variablesOf } from './alerts.ts'
import type { Due } from './due.ts'
import type { AlertMessage, LateAsset } from './message.ts'

const subjectOf = (asset: string): string => `due ${asset}`

/** The due times that have come and were not judged yet. */
export async function openNotices(
  due: readonly Due[],
  catalog: Pick<Catalog, 'noticed'>,
  now: number,
): Promise<readonly Notice[]> {
  const come = due.flatMap(({ asset, times }) => {
    const at = times.last(now)
    return at === undefined ? [] : [{ subject: subjectOf(asset), at }]
  })
  const knownKeys = new Set((await catalog.noticed(come)).map(keyOf))
  return come.filter((notice) => !knownKeys.has(keyOf(notice)))
}

const keyOf = ({ subject, at }: Notice): string => `${at} ${subject}`

export interface LateTools {
  readonly catalog: Pick<Catalog, 'noticed' | 'notice'>
  readonly due: readonly Due[]
  /** In ms since 1970. */
  readonly now: number
}

/**
 * Queues a message about each asset that is late. The first process that looks after a due time judges it, once. A
 * later change concerns the next due time.
 *
 * @returns What is late and was not reported before.
 */
export async function queueLate(
  project: ProjectRequest,
  { catalog, due, now }: LateTools,
): Promise<readonly LateAsset[]> {
  for (;;) {
    const notices = await openNotices(due, catalog, now)
    if (notices.length === 0) return []
    const { late, messages } = await judge(project, { notices, due, now })
    // Another process was first: the rest is judged in the next round, and gets smaller each time.
    if (await catalog.notice({ notices, messages })) return late
  }
}

interface Judging extends Pick<LateTools, 'due' | 'now'> {
  readonly notices: readonly Notice[]
}

interface Judged {
  readonly late: readonly LateAsset[]
  readonly messages: readonly OutboxMessage[]
}

async function judge(project: ProjectRequest, { notices, due, now }: Judging): Promise<Judged> {
  const hooks = { capture: true, guard: true, shared: true }
  await using session = await openSession({ ...project, hooks }, 'read')
  const { options, environmentName: environment } = session.workspace.project
  const open = new Set(notices.map(({ subject }) => subject))
  const names = due
    .map(({ asset }) => asset)
    .filter((asset) => open.has(subjectOf(asset)) && session.graph.ids.has(asset))
  session.narrow(names)
  const views = await session.views()
  const judged = await withLateness(
    session,
    names.flatMap((name) => views.get(name) ?? []),
    now,
  )
  const late = judged.flatMap((view) => lateAsset(view) ?? [])
  const messages: OutboxMessage[] = []
  for (const alert of options.alerts ?? []) {
    if (!alert.when.includes('late')) continue
    const selected = new Set(await selectNamesNow(session, { words: [alert.select ?? []].flat() }))
    const reported = late.filter(({ asset }) => selected.has(asset))
    if (reported.length === 0) continue
    for (const receiver of receiversOf(alert)) {
      const message = lateMessage(reported, { environment, now })
      messages.push({
        ...{ id: message.id, receiver: JSON.stringify(receiver), at: now },
        body: bodyOf(message, process.env, variablesOf(options.alerts ?? [])),
      })
    }
  }
  return { late, messages }
}

function lateAsset(view: AssetView): LateAsset | undefined {
  const { node, status, late } = view
  if (late === undefined) return undefined
  return { asset: node.name, due: new Date(late).toISOString(), status, message: whyAlone(view) }
}

function lateMessage(
  late: readonly LateAsset[],
  { environment, now }: { readonly environment: string; readonly now: number },
): AlertMessage {
  const [first] = late as [LateAsset]
  const others = late.length === 1 ? '' : ` (and ${late.length - 1} more)`
  const due = first.due.slice(0, 16).replace('T', ' ')
  return {
    ...{ schemaVersion: 1, id: randomUUID(), kinds: ['late'], at: new Date(now).toISOString(), environment },
    text: `${first.asset} is late since ${due} UTC: ${first.message}${others}`,
    ...{ failed: [], checks: [], recovered: [], late, blocked: 0, made: 0 },
  }
}
