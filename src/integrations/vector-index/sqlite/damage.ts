import type { Shape } from '../shape.ts'
import { type Database, mayBeDamage, openBlank } from './database.ts'
import { makeTables } from './tables.ts'
import { vectorDamage } from './vector-damage.ts'

/**
 * Damage of the file itself, in a few words: rows that are read one by one may all be right while the structures that
 * find them are not. SQLite checks its pages, its index of ids and FTS5's index of words. vec0 has no such check, so
 * the tables that a vector search uses are read.
 */
export async function damageOf(database: Database, shape: Shape): Promise<string | undefined> {
  try {
    return (await schemaDamage(database, shape)) ?? pageDamage(database) ?? vectorDamage(database, shape)
  } catch (error) {
    if (mayBeDamage(error)) return error.message
    throw error
  }
}

export async function schemaDamage(database: Database, shape: Shape): Promise<string | undefined> {
  return schemaOf(database) === (await blankSchema(shape)) ? undefined : 'its tables are others than were made'
}

/**
 * The schema of a new index, including the tables that vec0 and FTS5 keep for themselves: where these are written in
 * another way they end the process, and another tokenizer or metric finds other rows.
 */
async function blankSchema(shape: Shape): Promise<string> {
  const blank = await openBlank()
  try {
    makeTables(blank, shape)
    return schemaOf(blank)
  } finally {
    blank.close()
  }
}

function schemaOf(database: Database): string {
  const all = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').raw().all()
  return JSON.stringify(all)
}

function pageDamage(database: Database): string | undefined {
  const [first] = database.pragma('integrity_check(1)') as readonly { readonly integrity_check: string }[]
  const answer = first?.integrity_check
  return answer === 'ok' ? undefined : (answer?.replaceAll(/\s+/g, ' ') ?? 'it cannot be checked')
}

/**
 * Vectors without a row. A search takes the nearest vectors first and then their rows, so such a vector takes the place
 * of a real one.
 */
export function strangerDamage(database: Database): string | undefined {
  const strangers = 'SELECT 1 FROM vectors_rowids WHERE rowid NOT IN (SELECT row FROM rows) LIMIT 1'
  return database.prepare(strangers).get() === undefined ? undefined : 'it has a vector of no row'
}
