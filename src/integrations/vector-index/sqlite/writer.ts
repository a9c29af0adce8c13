import { bytesOf } from '../index-row.ts'
import type { Scalar, Shape } from '../shape.ts'
import type { Writer } from '../target.ts'
import { contentsOf } from './contents.ts'
import { damageOf, schemaDamage } from './damage.ts'
import { type Database, mayBeDamage } from './database.ts'
import { bound, columnsOf, damaged, makeTables, quoted } from './tables.ts'
import { vectorDamage } from './vector-damage.ts'

/** Within a transaction that is open. */
export function writerOf(database: Database, shape: Shape): Writer {
  const remove = removal(database)
  const insert = insertion(database, shape)
  return {
    ...contentsOf(database, shape),
    async upsert(rows) {
      for (const row of rows) {
        // vec0 has no upsert, and FTS5 needs to see the text that it forgets.
        remove(row.id)
        insert(row)
      }
    },
    async remove(ids) {
      for (const id of ids) remove(id)
    },
    async tidy() {
      // vec0 believes its tables, and ends the process over some that are damaged: they are looked at before it is.
      if (!(await isTidied(database, shape))) await anew(database, shape)
    },
  }
}

/** Removes what belongs to no row, and mends the index of words. False where that does not mend all. */
async function isTidied(database: Database, shape: Shape): Promise<boolean> {
  try {
    if (((await schemaDamage(database, shape)) ?? vectorDamage(database, shape)) !== undefined) return false
    for (const table of ['vectors', 'texts']) {
      database.exec(`DELETE FROM ${table} WHERE rowid NOT IN (SELECT row FROM rows)`)
    }
    mendWords(database)
    return (await damageOf(database, shape)) === undefined
  } catch (error) {
    if (!mayBeDamage(error)) throw error
    return false
  }
}

/** Empties damaged tables and lets the rows be written again from the asset's table. */
async function anew(database: Database, shape: Shape): Promise<void> {
  makeTables(database, shape)
  const problem = await damageOf(database, shape)
  if (problem !== undefined) throw damaged(database.name, problem)
}

function removal(database: Database): (id: string) => void {
  const row = database.prepare<[string], { row: number }>('DELETE FROM rows WHERE id = ? RETURNING row')
  const others = removals(database)
  return (id) => {
    const removed = row.get(id)
    if (removed !== undefined) for (const other of others) other.run(BigInt(removed.row))
  }
}

function removals(database: Database) {
  return ['vectors', 'texts'].map((table) => database.prepare(`DELETE FROM ${table} WHERE rowid = ?`))
}

function insertion(database: Database, shape: Shape) {
  const columns = columnsOf(shape)
  const names = ['id', 'hash', ...columns.map(quoted)].join(', ')
  const marks = ['?', '?', ...columns.map(() => '?')].join(', ')
  const row = database.prepare(`INSERT INTO rows (${names}) VALUES (${marks})`)
  const vector = database.prepare('INSERT INTO vectors (rowid, vector) VALUES (?, ?)')
  const text = database.prepare('INSERT INTO texts (rowid, text) VALUES (?, ?)')
  const others = removals(database)
  return (entry: Parameters<Writer['upsert']>[0][number]): void => {
    const metadata = columns.map((name) => bound(entry.metadata[name] as Scalar))
    const { lastInsertRowid } = row.run(entry.id, entry.hash, ...metadata)
    const rowid = BigInt(lastInsertRowid)
    // Where somebody removed the row alone, its number is entry again, and what is left of it is in the way.
    for (const other of others) other.run(rowid)
    vector.run(rowid, bytesOf(entry.vector))
    text.run(rowid, entry.text)
  }
}

/** The index of words is of texts that FTS5 keeps itself: one that does not fit them is made anew. */
function mendWords(database: Database): void {
  try {
    database.exec("INSERT INTO texts (texts, rank) VALUES ('integrity-check', 1)")
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CORRUPT'))) throw error
    database.exec("INSERT INTO texts (texts) VALUES ('rebuild')")
  }
}
