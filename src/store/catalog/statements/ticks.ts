import type { Selectable } from 'kysely'
import { ownIdentity } from '../../../util/process-identity.ts'
import { type Tick, type TickAnswer, type TickClaim, type TickEnd, type TickOutcome, tickOutcomes } from '../../tick.ts'
import { expectFields, isTime } from '../sound.ts'
import { endedAmong, type HasEnded } from './heartbeat.ts'
import { build, type Tables } from './tables.ts'
import { all, changes, type Work } from './work.ts'

type Row = Selectable<Tables['ticks']>

/** Older times are forgotten: a clock would have to be set back by more than this to repeat one. */
const keptMs = 90 * 24 * 3_600_000
/** How long a tick of another host counts as running at most, since its process cannot be seen from here. */
const foreignTickMs = 24 * 3_600_000

export function* claimTick(claim: TickClaim, environment: string): Work<TickAnswer> {
  const { schedule, at, now } = claim
  const ofSchedule = build
    .selectFrom('ticks')
    .selectAll()
    .where('environment', '=', environment)
    .where('schedule', '=', schedule)
  // A schedule may have very many past times; only the open ones matter here.
  const rows = (yield* all(ofSchedule.where((is) => is.or([is('at', '=', at), is('outcome', '=', 'running')])))).map(
    sound,
  )
  const ended = yield* endedAmong(rows)
  const own = rows.find((row) => row.at === at)
  if (own !== undefined && isWorkedOn(own, ended, now)) return 'busy'
  if (own !== undefined && !isOpen(own, claim)) return 'done'
  const isBusy = rows.some((row) => row.at !== at && isWorkedOn(row, ended, now))
  if (isBusy && claim.overlap === 'queue') return 'busy'
  const outcome = isBusy ? 'skipped' : 'running'
  yield* note({ claim, environment, outcome, attempt: attemptAfter(own) })
  yield* changes(
    build
      .deleteFrom('ticks')
      .where('environment', '=', environment)
      .where('schedule', '=', schedule)
      .where('at', '<', at - keptMs),
  )
  return isBusy ? 'done' : 'claimed'
}

/** A tick that is taken over from a process that has ended continues the same attempt. */
function attemptAfter(own: Row | undefined): number {
  if (own === undefined) return 0
  return own.outcome === 'failed' ? own.attempt + 1 : own.attempt
}

interface TickNote {
  readonly claim: TickClaim
  readonly environment: string
  readonly outcome: TickOutcome
  readonly attempt: number
}

function* note({ claim: { schedule, at, now }, environment, outcome, attempt }: TickNote): Work<void> {
  const ended_at = outcome === 'running' ? null : now
  const values = { attempt, owner: JSON.stringify(ownIdentity()), started_at: now, ended_at, outcome, run: null }
  const insert = build.insertInto('ticks').values({ environment, schedule, at, ...values })
  yield* changes(
    insert.onConflict((conflict) => conflict.columns(['environment', 'schedule', 'at']).doUpdateSet(values)),
  )
}

/** Whether its process ended without recording a result, was stopped, or failed and may try again now. */
function isOpen({ outcome, attempt, ended_at }: Row, { retries, retryAfterMs, now }: TickClaim): boolean {
  if (outcome === 'running' || outcome === 'interrupted') return true
  return outcome === 'failed' && attempt < retries && (ended_at ?? 0) + retryAfterMs <= now
}

export function* endTick({ schedule, at, outcome, endedAt, run }: TickEnd, environment: string): Work<void> {
  yield* changes(
    build
      .updateTable('ticks')
      .set({ outcome, ended_at: endedAt, run })
      .where('environment', '=', environment)
      .where('schedule', '=', schedule)
      .where('at', '=', at)
      .where('owner', '=', JSON.stringify(ownIdentity())),
  )
}

export function* ticks(schedule: string, limit: number, environment: string): Work<readonly Tick[]> {
  const query = build
    .selectFrom('ticks')
    .selectAll()
    .where('environment', '=', environment)
    .where('schedule', '=', schedule)
    .orderBy('at', 'desc')
    .limit(limit)
  const now = Date.now()
  const rows = (yield* all(query)).map(sound)
  const ended = yield* endedAmong(rows)
  return rows.map((row) => ({
    schedule: row.schedule,
    at: row.at,
    attempt: row.attempt,
    outcome: row.outcome === 'running' && !isWorkedOn(row, ended, now) ? 'interrupted' : (row.outcome as TickOutcome),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    run: row.run,
  }))
}

function isWorkedOn(row: Row, ended: HasEnded, now: number): boolean {
  if (row.outcome !== 'running') return false
  return !ended(row, `a tick of ${row.schedule}`, () => row.started_at + foreignTickMs <= now)
}

function sound(row: Row): Row {
  const isOutcome = (value: unknown) => tickOutcomes.includes(value as TickOutcome)
  expectFields(row, { at: isTime, started_at: isTime, outcome: isOutcome }, `a tick of ${JSON.stringify(row.schedule)}`)
  return row
}
