import { type Selectable, sql } from 'kysely'
import { identityOf } from '../../../util/process-identity.ts'
import { type Run, type RunEnd, type RunStatus, runStatuses, type StoredRun } from '../../interface.ts'
import type { OutboxMessage } from '../../outbox.ts'
import { expectFields, isRunId, isTime } from '../sound.ts'
import { endedAmong, type HasEnded } from './heartbeat.ts'
import { endHolds } from './holds.ts'
import { queueMessages } from './outbox.ts'
import { build, type Tables } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* beginRun(run: Run, environment: string): Work<void> {
  const owner = JSON.stringify(identityOf(run.pid))
  const { id, command, pid, host } = run
  const values = {
    id,
    environment,
    command,
    pid,
    host,
    owner,
    started_at: run.startedAt,
    ended_at: null,
    status: 'running',
  }
  yield* changes(build.insertInto('runs').values(values))
}

export function* endRun(id: string, { status, endedAt, messages = [] }: RunEnd): Work<void> {
  yield* changes(build.updateTable('runs').set({ status, ended_at: endedAt }).where('id', '=', id))
  yield* queueMessages(messages)
  yield* endHolds(id)
}

/** The killed runs that nobody has reported yet: their state is still that of a running one. */
export function* killedRuns(since: number, environment: string): Work<readonly StoredRun[]> {
  const query = build
    .selectFrom('runs')
    .selectAll()
    .where('environment', '=', environment)
    .where('status', '=', 'running')
    .where('started_at', '>=', since)
    .orderBy('started_at')
  const rows = (yield* all(query)).map(sound)
  const ended = yield* endedAmong(rows)
  return rows.filter((row) => isDead(row, ended)).map((row) => storedRun(row, ended))
}

/** Marks a killed run as reported. The time of its end is unknown. */
export function* tellKilledRun(id: string, messages: readonly OutboxMessage[]): Work<boolean> {
  const own = build.updateTable('runs').set({ status: 'interrupted' }).where('id', '=', id)
  if ((yield* changes(own.where('status', '=', 'running'))) === 0) return false
  yield* queueMessages(messages)
  return true
}

interface RunsQuery {
  readonly limit: number
  /** The beginning of their ids. */
  readonly start: string | undefined
  readonly environment: string
}

/** Newest first. A run whose process was killed could not record its end; it counts as interrupted. */
export function* runs({ limit, start = '', environment }: RunsQuery): Work<readonly StoredRun[]> {
  const own = build
    .selectFrom('runs')
    .selectAll()
    .where('environment', '=', environment)
    .where(sql`substr(id, 1, ${start.length})`, '=', start)
  const query = own.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit)
  const rows = (yield* all(query)).map(sound)
  const ended = yield* endedAmong(rows)
  return rows.map((row) => storedRun(row, ended))
}

const storedRun = (row: Selectable<Tables['runs']>, ended: HasEnded): StoredRun => ({
  id: row.id,
  command: row.command,
  startedAt: row.started_at,
  pid: row.pid,
  host: row.host,
  status: row.status === 'running' && isDead(row, ended) ? 'interrupted' : (row.status as RunStatus),
  endedAt: row.ended_at,
})

/** How long a run of another host counts as alive at most, since its process cannot be seen from here. */
const foreignRunMs = 7 * 24 * 3600_000

/** The runs without an end whose process may be alive. */
export function* liveRuns(): Work<readonly { readonly id: string; readonly startedAt: number }[]> {
  const query = build
    .selectFrom('runs')
    .select(['id', 'owner', 'started_at as startedAt'])
    .where('status', '=', 'running')
  const rows = yield* all(query)
  const ended = yield* endedAmong(rows)
  return rows.filter((row) => !ended(row, 'a run', () => row.startedAt + foreignRunMs <= Date.now()))
}

function sound<Row extends { readonly id: string }>(row: Row): Row {
  const fields = { id: isRunId, started_at: isTime, status: isStatus }
  expectFields(row, fields, `the run ${JSON.stringify(row.id)}`)
  return row
}

const isStatus = (value: unknown): boolean => runStatuses.includes(value as RunStatus)

const isDead = (row: { readonly owner: string }, ended: HasEnded): boolean => ended(row, 'a run', () => false)
