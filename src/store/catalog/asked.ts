import type { Asked } from '../interface.ts'
import { type Connection, prepared } from './connection.ts'
import { all, build, run } from './tables.ts'

/** Call it inside a write transaction. No verdict rests on it, so that it is no change of the catalog. */
export function noteAsked(connection: Connection, asked: Asked): void {
  const insert = build.insertInto('asked').values(asked)
  run(
    connection,
    insert.onConflict((conflict) => conflict.columns(['asset', 'partition']).doUpdateSet({ at: asked.at })),
  )
}

export function asked(connection: Connection): readonly Asked[] {
  // Who only reads a catalog of the format before leaves it as it is.
  const isThere = prepared(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'asked'").get() !== undefined
  return isThere ? all(connection, build.selectFrom('asked').selectAll().orderBy('asset')) : []
}
