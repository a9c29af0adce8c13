import { AssetError } from '../../../index.ts'
import { type ColumnType, type Scalar, type Shape, shapeText } from '../shape.ts'
import type { Receipt } from '../target.ts'
import { type Database, remake } from './database.ts'

/**
 * One file, and four tables in it: `rows` has ids, hashes and metadata, `vectors` (vec0) and `texts` (FTS5) what is
 * searched, under the rowid of their row; `about` says what the file is.
 */
const format = 'assetstore-vector-index-1'
const tables = ['texts', 'vectors', 'rows', 'about'] as const

const types: Readonly<Record<ColumnType, string>> = { text: 'TEXT', number: 'REAL', boolean: 'INTEGER' }

export const quoted = (name: string): string => `"${name}"`

/** The columns of `metadata`, always in one order. */
export const columnsOf = ({ metadata }: Shape): readonly string[] => Object.keys(metadata).sort()

/**
 * Makes the tables, or makes them anew where they are of another shape. Within the writer's transaction: a reader sees
 * the old ones.
 */
export function prepareTables(database: Database, shape: Shape): void {
  const description = aboutOf(database)
  if (description?.shape === shapeText(shape)) return
  if (description === undefined && hasTables(database)) throw foreign(database.name)
  makeTables(database, shape)
}

/** With nothing in them, in place of those that are there. */
export function makeTables(database: Database, shape: Shape): void {
  for (const table of tables) database.exec(`DROP TABLE IF EXISTS ${table}`)
  for (const statement of statementsFor(shape)) database.exec(statement)
  setAbout(database, 'format', format)
  setAbout(database, 'shape', shapeText(shape))
}

function statementsFor(shape: Shape): readonly string[] {
  const columns = columnsOf(shape).map((name) => `, ${quoted(name)} ${types[shape.metadata[name] as ColumnType]}`)
  const distance = shape.metric === 'cosine' ? 'cosine' : 'L2'
  const stemmer = shape.stemming === 'english' ? 'porter ' : ''
  return [
    'CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
    `CREATE TABLE rows (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash TEXT NOT NULL${columns.join('')}) STRICT`,
    `CREATE VIRTUAL TABLE vectors USING vec0(vector float[${shape.dimensions}] distance_metric=${distance})`,
    `CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = "${stemmer}unicode61 remove_diacritics 2")`,
  ]
}

function setAbout(database: Database, name: string, value: string): void {
  database
    .prepare('INSERT INTO about VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value)
}

export function writeReceipt(database: Database, receipt: Receipt): void {
  setAbout(database, 'receipt', JSON.stringify(receipt))
}

/** `undefined` where the file has no index, or one of another shape. */
export function receiptIn(database: Database, shape: Shape): Receipt | undefined {
  const about = aboutOf(database)
  if (about?.shape !== shapeText(shape) || about.receipt === undefined) return undefined
  try {
    return JSON.parse(about.receipt)
  } catch {
    throw damaged(database.name, 'its receipt cannot be read')
  }
}

interface About {
  readonly shape: string | undefined
  readonly receipt: string | undefined
}

function aboutOf(database: Database): About | undefined {
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'about'").get()
  if (isThere === undefined) return undefined
  const pairs = database.prepare<[], { name: string; value: string }>('SELECT name, value FROM about').all()
  const { format: is, shape, receipt } = Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
  return is === format ? { shape, receipt } : undefined
}

function hasTables(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").get() !== undefined
}

export function damaged(file: string, what: string, cause?: unknown): AssetError {
  return new AssetError({
    code: 'INDEX_UNAVAILABLE',
    message: `the vector index ${file} is damaged: ${what}`,
    fix: remake,
    cause,
  })
}

function foreign(file: string): AssetError {
  return new AssetError({
    code: 'INDEX_UNAVAILABLE',
    message: `${file} has tables of something else`,
    fix: 'give the index a file of its own',
  })
}

/** As SQLite has values: a boolean is 0 or 1. */
export const bound = (value: Scalar): string | number | null => (typeof value === 'boolean' ? Number(value) : value)

export function metadataOf(shape: Shape, row: Readonly<Record<string, unknown>>): Record<string, Scalar> {
  const entries = columnsOf(shape).map((name) => {
    const value = row[name] as string | number | null
    return [name, shape.metadata[name] === 'boolean' && value !== null ? value !== 0 : value] as const
  })
  return Object.fromEntries(entries)
}
