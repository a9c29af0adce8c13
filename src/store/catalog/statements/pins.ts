import { sql } from 'kysely'
import { partsOf, type Unit, unitAt } from '../../../unit.ts'
import type { Pin } from '../../pin.ts'
import { nextChange } from './counter.ts'
import { place } from './pointers.ts'
import { build } from './tables.ts'
import { all, changes, first, type Work } from './work.ts'

export function* pins(environment: string): Work<readonly Pin[]> {
  const query = build.selectFrom('pins').selectAll().where('environment', '=', environment)
  const rows = yield* all(query.orderBy('asset').orderBy('partition'))
  return rows.map((row) => ({ unit: unitAt(row), record: row.record, since: row.since }))
}

/** Another pin to the same record keeps the time of the first. */
export function* pin({ unit, record, since }: Pin, environment: string): Work<'pinned' | 'lost'> {
  const target = build.selectFrom('records').select('id').where('id', '=', record)
  if ((yield* first(target)) === undefined) return 'lost'
  yield* place({ unit, to: record }, environment)
  const insert = build.insertInto('pins').values({ environment, ...partsOf(unit), record, since })
  const sinceThen = sql<number>`CASE WHEN pins.record = ${record} THEN pins.since ELSE ${since} END`
  yield* changes(
    insert.onConflict((conflict) =>
      conflict.columns(['environment', 'asset', 'partition']).doUpdateSet({ record, since: sinceThen }),
    ),
  )
  yield* nextChange()
  return 'pinned'
}

export function* unpin(units: readonly Unit[], environment: string): Work<readonly Unit[]> {
  const released: Unit[] = []
  for (const unit of units) {
    const { asset, partition } = partsOf(unit)
    const own = build.deleteFrom('pins').where('environment', '=', environment)
    if ((yield* changes(own.where('asset', '=', asset).where('partition', '=', partition))) > 0) released.push(unit)
  }
  if (released.length > 0) yield* nextChange()
  return released
}
