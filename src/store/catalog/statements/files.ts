import { sql } from 'kysely'
import { partsOf } from '../../../unit.ts'
import type { Restoration, RestoredPointer, Unfiled } from '../../records/format.ts'
import { fromRow, toRow } from '../record-row.ts'
import { nextChange } from './counter.ts'
import { build } from './tables.ts'
import { all, changes, first, type Work } from './work.ts'

const batch = 1_000

export function* unfiled(): Work<readonly Unfiled[]> {
  const environments = sql<string>`(
    SELECT json_group_array(environment) FROM pointers WHERE pointers.record = records.id)`
  const query = build.selectFrom('records').selectAll().select(environments.as('environments'))
  return (yield* all(query.where('file', 'is', null).orderBy('id').limit(batch))).map((row) => ({
    id: row.id,
    environment: row.made_in,
    at: Math.floor(row.change / 1000),
    record: fromRow(row).record,
    currentIn: JSON.parse(row.environments) as string[],
  }))
}

export function* file(files: readonly { readonly id: number; readonly file: string }[]): Work<void> {
  for (const { id, file } of files) yield* changes(build.updateTable('records').set({ file }).where('id', '=', id))
}

/** The numbers follow the times of the entries, so that old records still count as old for garbage collection. */
export function* restore({ records, pointers, pins, doubts }: Restoration): Work<void> {
  const ids = new Map<string, number>()
  let change = 0
  for (const { file, record, environment, at, leftAt } of records) {
    change = Math.max(change + 1, Math.round(at * 1000))
    const values = { ...toRow(record, change), made_in: environment, file, left_at: leftAt }
    ids.set(file, (yield* first(build.insertInto('records').values(values).returning('id')))!.id)
  }
  const named = ({ environment, unit, file }: RestoredPointer) => ({
    environment,
    ...partsOf(unit),
    record: ids.get(file) as number,
  })
  for (const one of pointers) yield* changes(build.insertInto('pointers').values(named(one)))
  for (const one of pins) yield* changes(build.insertInto('pins').values({ ...named(one), since: one.since }))
  for (const { environment, unit, cause } of doubts) {
    const values = { environment, ...partsOf(unit), cause: JSON.stringify(cause) }
    yield* changes(build.insertInto('doubts').values(values))
  }
  yield* nextChange()
}
