import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { StepError } from '../../../events.ts'
import { partsOf, unitAt } from '../../../unit.ts'
import type { Attempt, Failure } from '../../interface.ts'
import { expectFields, isCauses, isError, jsonOf } from '../sound.ts'
import { nextChange } from './counter.ts'
import { build, type Tables } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* addAttempt(attempt: Attempt, environment: string): Work<void> {
  const values = {
    change: yield* nextChange(),
    environment,
    ...partsOf(attempt.unit),
    key: attempt.key,
    run: attempt.run,
    started_at: attempt.startedAt,
    duration_ms: attempt.durationMs,
    outcome: attempt.outcome,
    causes: JSON.stringify(attempt.causes),
    error: attempt.error === undefined ? null : JSON.stringify(attempt.error),
  }
  yield* changes(build.insertInto('attempts').values(values))
}

/** The causes and the error of a row, to be shown to a person or a program. */
export function reportOf(
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
 * The failures that no later record or attempt of the same unit follows. A blocked attempt does not count, since it did
 * not try the unit.
 */
export function* failures(environment: string): Work<readonly Failure[]> {
  const query = build
    .selectFrom('attempts as failed')
    .selectAll()
    .where('environment', '=', environment)
    .where('outcome', '=', 'failed')
    .where(noLater('attempts', 'failed', sql`later.outcome NOT IN ('blocked', 'cancelled')`))
    .where(noLater('records', 'failed'))
    .orderBy('asset')
    .orderBy('partition')
  return (yield* all(query)).map((row) => ({
    ...attemptOf(row),
    outcome: 'failed',
    ...reportOf(row, `the attempt ${row.change}`),
  }))
}

/** The fields of an attempt or of the history that are not kept as JSON. */
export function attemptOf(
  row: Pick<Selectable<Tables['attempts']>, 'run' | 'asset' | 'partition' | 'key' | 'started_at' | 'duration_ms'>,
): Pick<Attempt, 'run' | 'unit' | 'key' | 'startedAt' | 'durationMs'> {
  const { run, key, started_at: startedAt, duration_ms: durationMs } = row
  return { run, unit: unitAt(row), key, startedAt, durationMs }
}

/** Whether this table has no later row about the same unit in the same environment. */
export function noLater(table: 'attempts' | 'records', of: string, also: RawBuilder<unknown> = sql`true`) {
  const own = (column: string) => sql.ref(`${of}.${column}`)
  const place = (name: 'attempts' | 'records') => (name === 'records' ? 'made_in' : 'environment')
  const from = sql.ref(`${of}.${place(of === 'records' ? of : 'attempts')}`)
  return sql<SqlBool>`NOT EXISTS (
    SELECT 1 FROM ${sql.table(table)} AS later
    WHERE later.asset = ${own('asset')} AND later.partition = ${own('partition')}
      AND later.change > ${own('change')} AND ${sql.ref(`later.${place(table)}`)} = ${from} AND ${also})`
}
