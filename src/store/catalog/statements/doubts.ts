import { partsOf, type Unit, unitAt } from '../../../unit.ts'
import type { Doubt } from '../../interface.ts'
import { jsonOf } from '../sound.ts'
import { nextChange } from './counter.ts'
import { build, hasTable } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* addDoubt({ unit, cause }: Doubt): Work<void> {
  const insert = build.insertInto('doubts').values({ ...partsOf(unit), cause: JSON.stringify(cause) })
  const added = yield* changes(insert.onConflict((conflict) => conflict.doNothing()))
  if (added > 0) yield* nextChange()
}

export function* doubts(): Work<readonly Doubt[]> {
  // A catalog of the format before has no effects in it.
  if (!(yield* hasTable('doubts'))) return []
  return (yield* all(build.selectFrom('doubts').selectAll())).map((row) => ({
    unit: unitAt(row),
    cause: jsonOf(row.cause, `the doubt of ${row.asset}`) as Doubt['cause'],
  }))
}

export function* settleDoubt(unit: Unit): Work<void> {
  const { asset, partition } = partsOf(unit)
  yield* changes(build.deleteFrom('doubts').where('asset', '=', asset).where('partition', '=', partition))
}
