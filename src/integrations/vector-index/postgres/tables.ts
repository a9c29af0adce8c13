import { type ColumnType, type Scalar, type Shape, shapeText } from '../shape.ts'
import type { Receipt } from '../target.ts'
import type { Run } from './connection.ts'
import { type Hnsw, prepareHnsw } from './hnsw.ts'

// Bytes decide the order of texts, as in the other targets, and not the server's language.
const types: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  number: 'double precision',
  boolean: 'boolean',
}
/** The types as a cast names their arrays, which have no collation. */
export const plainTypes: Readonly<Record<ColumnType, string>> = { ...types, text: 'text' }

export const columnsOf = ({ metadata }: Shape): readonly string[] => Object.keys(metadata).sort()
/** Apart from the names of the index's own columns, whatever the case of their letters. */
export const columnName = (name: string): string => `"${name}"`

export const languageOf = ({ stemming }: Shape): string => (stemming === 'english' ? 'english' : 'simple')

/** Makes the tables, or makes them anew where they are of another shape, within the writer's transaction. */
export async function prepareTables(
  run: Run,
  table: string,
  { shape, hnsw }: { shape: Shape; hnsw: Hnsw | undefined },
) {
  // One writer at a time, whether the tables are there or not; given back with the end of the transaction.
  await run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', `assetstore vector index ${table}`)
  const [extension] = await run("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
  if (extension === undefined) await run('CREATE EXTENSION IF NOT EXISTS vector')
  await run(`CREATE TABLE IF NOT EXISTS ${table}_about (name text PRIMARY KEY, value text NOT NULL)`)
  const expected = shapeText(shape)
  if ((await aboutOf(run, table)).shape !== expected) {
    await run(`DROP TABLE IF EXISTS ${table}`)
    await run(`DELETE FROM ${table}_about`)
    await run(tableSql(table, shape))
    await run(`CREATE INDEX ${table}_words ON ${table} USING gin (words)`)
    await run(`INSERT INTO ${table}_about VALUES ('shape', $1)`, expected)
  }
  await prepareHnsw(run, table, { hnsw, metric: shape.metric })
}

function tableSql(table: string, shape: Shape): string {
  const columns = columnsOf(shape).map((name) => `, ${columnName(name)} ${types[shape.metadata[name] as ColumnType]}`)
  return `CREATE TABLE ${table} (
    id text COLLATE "C" PRIMARY KEY, hash text NOT NULL, text text NOT NULL, vector vector(${shape.dimensions}) NOT NULL${columns.join('')},
    words tsvector GENERATED ALWAYS AS (to_tsvector('${languageOf(shape)}', text)) STORED)`
}

export async function writeReceipt(run: Run, table: string, receipt: Receipt): Promise<void> {
  const sql = `INSERT INTO ${table}_about VALUES ('receipt', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
  await run(sql, JSON.stringify(receipt))
}

/** `undefined` where there are no tables, or those of another shape. */
export async function receiptIn(run: Run, table: string, shape: Shape): Promise<Receipt | undefined> {
  const [relation] = await run<{ is: string | null }>('SELECT to_regclass($1)::text AS is', `${table}_about`)
  if (relation?.is == null) return undefined
  const about = await aboutOf(run, table)
  return about.shape === shapeText(shape) && about.receipt !== undefined ? JSON.parse(about.receipt) : undefined
}

async function aboutOf(run: Run, table: string): Promise<{ readonly shape?: string; readonly receipt?: string }> {
  const pairs = await run<{ name: string; value: string }>(`SELECT name, value FROM ${table}_about`)
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
}

export function metadataOf(shape: Shape, row: Readonly<Record<string, unknown>>): Record<string, Scalar> {
  return Object.fromEntries(columnsOf(shape).map((name) => [name, row[name] as Scalar]))
}
