import { createHash } from 'node:crypto'
import type { CatalogState } from '../interface.ts'
import type { Database } from './database.ts'

/**
 * Everything that a verdict rests on: what the pointers name, what failed, and what is in doubt. It is plain SQL: a
 * command that has nothing to do asks no more, and goes without the query builder.
 */
const parts: readonly (readonly [table: string, sql: string])[] = [
  [
    'pointers',
    `SELECT pointers.*, records.* FROM pointers LEFT JOIN records ON records.id = pointers.record
     ORDER BY pointers.asset, pointers.partition`,
  ],
  ['attempts', "SELECT * FROM attempts WHERE outcome = 'failed' ORDER BY change"],
  ['attempts', 'SELECT count(*), max(change) FROM attempts'],
  ['records', 'SELECT count(*), max(change) FROM records'],
  ['doubts', 'SELECT * FROM doubts ORDER BY asset, partition'],
]

/** See `Catalog.state`. Call it inside a transaction. */
export function stateOf(database: Database): CatalogState {
  const change = database.prepare('SELECT change FROM meta').pluck().get() as number
  const leased = database.prepare('SELECT EXISTS (SELECT 1 FROM leases)').pluck().get() === 1
  return { change, leased, digest: digestOf(database) }
}

function digestOf(database: Database): string {
  const there = new Set(database.prepare('SELECT name FROM sqlite_schema').pluck().all())
  const hash = createHash('sha256')
  for (const [table, sql] of parts) {
    // A catalog of an older format, which is only read, has not all of them.
    if (!there.has(table)) continue
    for (const row of database.prepare(sql).raw().iterate()) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}
