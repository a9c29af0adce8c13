import { partsOf, unitAt } from '../../../unit.ts'
import type { AskedTime } from '../../interface.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/** No verdict depends on it, so it does not count as a change of the catalog. */
export function* noteAskedTime({ unit, at }: AskedTime, environment: string): Work<void> {
  const insert = build.insertInto('asked').values({ environment, ...partsOf(unit), at })
  yield* changes(
    insert.onConflict((conflict) => conflict.columns(['environment', 'asset', 'partition']).doUpdateSet({ at })),
  )
}

export function* askedTimes(environment: string): Work<readonly AskedTime[]> {
  const rows = yield* all(
    build.selectFrom('asked').selectAll().where('environment', '=', environment).orderBy('asset').orderBy('partition'),
  )
  return rows.map((row) => ({ unit: unitAt(row), at: row.at }))
}
