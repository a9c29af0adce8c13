import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/**
 * Everything that a verdict rests on: what the pointers name, what failed, and what is in doubt. Plain SQL, for a
 * glance loads no more.
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

/**
 * Equal digests are equal verdicts. The counter alone says what this program changed; what a disk or another program
 * changed is seen here.
 */
export function digestOf(database: Database): string {
  const there = new Set(database.prepare('SELECT name FROM sqlite_schema').pluck().all())
  const hash = createHash('sha256')
  for (const [table, sql] of parts) {
    // A catalog of an older format, which is only read, has not all of them.
    if (!there.has(table)) continue
    for (const row of database.prepare(sql).raw().iterate()) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}
