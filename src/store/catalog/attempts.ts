import type { StepError } from '../../events.ts'
import type { Attempt, Failure } from '../interface.ts'
import type { Connection } from './connection.ts'
import { nextChange } from './counter.ts'
import { expectFields, isCauses, isError, jsonOf } from './sound.ts'
import { all, build, run } from './tables.ts'

/** Call it inside a write transaction. */
export function addAttempt(connection: Connection, attempt: Attempt): void {
  const values = {
    change: nextChange(connection),
    asset: attempt.asset,
    partition: attempt.partition,
    key: attempt.key,
    run: attempt.run,
    started_at: attempt.startedAt,
    duration_ms: attempt.durationMs,
    outcome: attempt.outcome,
    causes: JSON.stringify(attempt.causes),
    error: attempt.error === undefined ? null : JSON.stringify(attempt.error),
  }
  run(connection, build.insertInto('attempts').values(values))
}

/** Causes and error of a row, which a person or a program is shown. */
export function toldOf(
  row: { readonly causes: string; readonly error: string | null },
  what: string,
): Pick<Attempt, 'causes' | 'error'> {
  const causes = jsonOf(row.causes, `the causes of ${what}`)
  const error = row.error === null ? undefined : jsonOf(row.error, `the error of ${what}`)
  expectFields({ causes }, { causes: isCauses }, what)
  if (error !== undefined) expectFields({ error }, { error: isError }, what)
  return { causes: causes as Attempt['causes'], ...(error === undefined ? {} : { error: error as StepError }) }
}

/**
 * The failures after which nothing else was found out about the same asset and partition. Not to have been tried,
 * because something above was in the way, says nothing of it.
 */
export function failures(connection: Connection): readonly Failure[] {
  const query = build
    .selectFrom('attempts as failed')
    .selectAll()
    .where('outcome', '=', 'failed')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attempts as later')
            .select('later.change')
            .whereRef('later.asset', '=', 'failed.asset')
            .whereRef('later.partition', '=', 'failed.partition')
            .where('later.outcome', 'not in', ['blocked', 'cancelled'])
            .whereRef('later.change', '>', 'failed.change'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('records as later')
            .select('later.change')
            .whereRef('later.asset', '=', 'failed.asset')
            .whereRef('later.partition', '=', 'failed.partition')
            .whereRef('later.change', '>', 'failed.change'),
        ),
      ),
    )
    .orderBy('asset')
    .orderBy('partition')
  return all(connection, query).map((row) => ({
    run: row.run,
    asset: row.asset,
    partition: row.partition,
    key: row.key,
    outcome: 'failed',
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    ...toldOf(row, `the attempt ${row.change}`),
  }))
}
