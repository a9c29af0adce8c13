import type { Doubt } from '../interface.ts'
import { type Connection, prepared } from './connection.ts'
import { nextChange } from './counter.ts'
import { jsonOf } from './sound.ts'
import { all, build, run } from './tables.ts'

/** Call it inside a write transaction. */
export function addDoubt(connection: Connection, { asset, partition, cause }: Doubt): void {
  const values = { asset, partition, cause: JSON.stringify(cause) }
  const insert = build.insertInto('doubts').values(values)
  if (
    run(
      connection,
      insert.onConflict((conflict) => conflict.doNothing()),
    ) > 0
  )
    nextChange(connection)
}

export function doubts(connection: Connection): readonly Doubt[] {
  // Who only reads a catalog of the format before leaves it as it is, and there are no effects in it.
  const isThere = prepared(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'doubts'").get() !== undefined
  if (!isThere) return []
  return all(connection, build.selectFrom('doubts').selectAll()).map((row) => ({
    ...row,
    cause: jsonOf(row.cause, `the doubt of ${row.asset}`) as Doubt['cause'],
  }))
}

/** Call it inside a write transaction. */
export function settleDoubt(connection: Connection, { asset, partition }: Omit<Doubt, 'cause'>): void {
  run(connection, build.deleteFrom('doubts').where('asset', '=', asset).where('partition', '=', partition))
}
