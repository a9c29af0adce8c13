import type { Doubt } from '../../interface.ts'
import { jsonOf } from '../sound.ts'
import { nextChange } from './counter.ts'
import { build, hasTable } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* addDoubt({ asset, partition, cause }: Doubt): Work<void> {
  const insert = build.insertInto('doubts').values({ asset, partition, cause: JSON.stringify(cause) })
  const added = yield* changes(insert.onConflict((conflict) => conflict.doNothing()))
  if (added > 0) yield* nextChange()
}

export function* doubts(): Work<readonly Doubt[]> {
  // A catalog of the format before has no effects in it.
  if (!(yield* hasTable('doubts'))) return []
  return (yield* all(build.selectFrom('doubts').selectAll())).map((row) => ({
    ...row,
    cause: jsonOf(row.cause, `the doubt of ${row.asset}`) as Doubt['cause'],
  }))
}

export function* settleDoubt({ asset, partition }: Omit<Doubt, 'cause'>): Work<void> {
  yield* changes(build.deleteFrom('doubts').where('asset', '=', asset).where('partition', '=', partition))
}
