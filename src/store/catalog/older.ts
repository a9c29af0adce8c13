import Sqlite from 'better-sqlite3'
import type { Database } from './database.ts'
import { migrate } from './schema.ts'

interface Column {
  readonly name: string
  /** As SQL; `null` for no value. */
  readonly initial: string | null
}

/**
 * Makes a read-only catalog of an older format answer the queries of this version: temporary views of this connection
 * add the missing tables and columns, with the values that an upgrade would give them.
 */
export function viewAsNow(database: Database, file: string): void {
  using now = emptyCatalog(file)
  // In memory, since the disk may not be writable.
  database.pragma('temp_store = MEMORY')
  for (const [table, columns] of tablesOf(now.database)) {
    const there = columnsOf(database, table).map(({ name }) => name)
    if (columns.every(({ name }) => there.includes(name))) continue
    const values = columns.map(({ name, initial }) => (there.includes(name) ? name : `${initial ?? 'NULL'} AS ${name}`))
    const from = there.length === 0 ? 'WHERE false' : `FROM main.${table}`
    database.exec(`CREATE TEMP VIEW ${table} AS SELECT ${values.join(', ')} ${from}`)
  }
}

function emptyCatalog(file: string): Disposable & { readonly database: Database } {
  const database = new Sqlite(':memory:')
  migrate(database, file)
  return { database, [Symbol.dispose]: () => database.close() }
}

function tablesOf(database: Database): readonly (readonly [table: string, columns: readonly Column[]])[] {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
  return names.map((name) => [name, columnsOf(database, name)])
}

const columnsOf = (database: Database, table: string): readonly Column[] =>
  database.prepare('SELECT name, dflt_value AS initial FROM pragma_table_info(?)').all(table) as Column[]
