import { createHash } from '../../util/process/node-crypto.ts'
import type { CatalogState } from '../interface.ts'
import type { Database } from './database.ts'

/**
 * Everything that a verdict rests on: what the pointers name, what failed, and what is in doubt or pinned. It is plain
 * SQL, since a command that has nothing to do reads only this and does not load the query builder.
 */
const parts: readonly string[] = [
  `SELECT pointers.*, records.* FROM pointers LEFT JOIN records ON records.id = pointers.record
   WHERE pointers.environment = $environment ORDER BY pointers.asset, pointers.partition`,
  "SELECT * FROM attempts WHERE environment = $environment AND outcome = 'failed' ORDER BY change",
  'SELECT count(*), max(change) FROM attempts',
  'SELECT count(*), max(change) FROM records',
  'SELECT * FROM doubts WHERE environment = $environment ORDER BY asset, partition',
  'SELECT * FROM pins WHERE environment = $environment ORDER BY asset, partition',
]

/** See `Catalog.state`. Call it inside a transaction. */
export function stateOf(database: Database, environment: string): CatalogState {
  const change = database.prepare('SELECT change FROM meta').pluck().get() as number
  const leased = database.prepare('SELECT EXISTS (SELECT 1 FROM leases)').pluck().get() === 1
  return { change, leased, digest: digestOf(database, environment) }
}

function digestOf(database: Database, environment: string): string {
  const hash = createHash('sha256')
  for (const sql of parts) {
    const parameters = sql.includes('$environment') ? [{ environment }] : []
    for (const row of database
      .prepare(sql)
      .raw()
      .iterate(...parameters))
      hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}
