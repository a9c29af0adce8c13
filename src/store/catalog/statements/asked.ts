import { partsOf, unitAt } from '../../../unit.ts'
import type { Asked } from '../../interface.ts'
import { build, hasTable } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/** No verdict rests on it, so that it is no change of the catalog. */
export function* noteAsked({ unit, at }: Asked): Work<void> {
  const insert = build.insertInto('asked').values({ ...partsOf(unit), at })
  yield* changes(insert.onConflict((conflict) => conflict.columns(['asset', 'partition']).doUpdateSet({ at })))
}

export function* asked(): Work<readonly Asked[]> {
  if (!(yield* hasTable('asked'))) return []
  const rows = yield* all(build.selectFrom('asked').selectAll().orderBy('asset').orderBy('partition'))
  return rows.map((row) => ({ unit: unitAt(row), at: row.at }))
}
