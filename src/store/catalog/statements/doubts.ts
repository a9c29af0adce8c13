import { partsOf, type Unit, unitAt } from '../../../unit.ts'
import type { Doubt } from '../../interface.ts'
import { jsonOf } from '../sound.ts'
import { nextChange } from './counter.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* addDoubt({ unit, cause }: Doubt, environment: string): Work<void> {
  const insert = build.insertInto('doubts').values({ environment, ...partsOf(unit), cause: JSON.stringify(cause) })
  const added = yield* changes(insert.onConflict((conflict) => conflict.doNothing()))
  if (added > 0) yield* nextChange()
}

export function* doubts(environment: string): Work<readonly Doubt[]> {
  return (yield* all(build.selectFrom('doubts').selectAll().where('environment', '=', environment))).map((row) => ({
    unit: unitAt(row),
    cause: jsonOf(row.cause, `the doubt of ${row.asset}`) as Doubt['cause'],
  }))
}

export function* settleDoubt(unit: Unit, environment: string): Work<void> {
  const { asset, partition } = partsOf(unit)
  const own = build.deleteFrom('doubts').where('environment', '=', environment)
  yield* changes(own.where('asset', '=', asset).where('partition', '=', partition))
}
