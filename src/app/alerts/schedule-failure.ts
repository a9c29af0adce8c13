import { createHash, randomUUID } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { defaultEnvironment } from '../../define/project/environment.ts'
import { findConfig } from '../../discover/load/find-config.ts'
import { openCatalog } from '../../store/catalog/open.ts'
import type { Catalog } from '../../store/interface.ts'
import type { OutboxMessage } from '../../store/outbox.ts'
import type { ProjectRequest } from '../open/request.ts'
import { troubleOf } from '../trouble.ts'
import { bodyOf, receiversOf, sendAlerts, variablesOf } from './alerts.ts'
import type { AlertMessage } from './message.ts'

const dayMs = 24 * 3_600_000

export interface ScheduleFailure {
  readonly error: unknown
  /** What failed, such as `the project does not load`. */
  readonly what: string
  /** In ms since 1970. */
  readonly now: number
  /** See `AlertTools`. */
  readonly signal: AbortSignal
}

/**
 * Tells the alerts of the kind `failed` about a failure of a schedule that belongs to no asset, once a day for the same
 * error, since a tick may come every minute. An alert is sent whatever it selects, since the failure is of none of its
 * assets. A configuration that does not load has no alerts.
 */
export async function tellScheduleFailure(
  project: ProjectRequest,
  { error, what, now, signal }: ScheduleFailure,
): Promise<void> {
  const configFile = findConfig(project)
  const { environment = defaultEnvironment } = project
  const storeFlag = project.store === undefined ? undefined : resolve(project.cwd, project.store)
  const { evaluateOptions } = await import('../../discover/load/evaluate.ts')
  const hooks = { capture: true, guard: true, shared: true }
  const options = await evaluateOptions({ configFile, environment, store: storeFlag }, hooks).catch(() => undefined)
  const telling = (options?.alerts ?? []).filter(({ when }) => when.includes('failed'))
  if (telling.length === 0) return
  const message = messageOf(error, { environment, what, now })
  const receivers = new Set(telling.flatMap(receiversOf).map((receiver) => JSON.stringify(receiver)))
  const names = variablesOf(options?.alerts ?? [])
  const messages = [...receivers].map((receiver): OutboxMessage => {
    const own = { ...message, id: randomUUID() }
    return { id: own.id, receiver, body: bodyOf(own, process.env, names), at: now }
  })
  const subject = `load ${createHash('sha256').update(JSON.stringify(message.error)).digest('hex').slice(0, 16)}`
  const folder = storeFlag ?? resolve(dirname(configFile), options?.store ?? '.assetstore')
  await using catalog = (await openCatalog({ folder, environment, mode: 'write' })) as Catalog
  await catalog.notice({ notices: [{ subject, at: Math.floor(now / dayMs) * dayMs }], messages })
  await sendAlerts({ catalog, variables: process.env, warn: project.warn, signal })
}

function messageOf(
  trouble: unknown,
  { environment, what, now }: Pick<ScheduleFailure, 'what' | 'now'> & { readonly environment: string },
): Omit<AlertMessage, 'id'> {
  const [{ code, message, at }] = troubleOf(trouble).errors as [ReturnType<typeof troubleOf>['errors'][number]]
  const place = at === undefined ? '' : `${at}: `
  return {
    ...{ schemaVersion: 1, kinds: ['failed'], at: new Date(now).toISOString(), environment },
    text: `${what}: ${place}${message}`,
    error: { code, message, ...(at === undefined ? {} : { at }) },
    ...{ failed: [], checks: [], recovered: [], late: [], blocked: 0, made: 0 },
  }
}
