import type { Column } from '../define/table.ts'
import { AssetError } from '../errors.ts'
import type { Engine } from '../store/duckdb/open.ts'
import type { Stored } from '../store/interface.ts'
import type { Row } from './render/rows.ts'
import { readableQuery } from './result-columns.ts'
import type { Session } from './session.ts'

export interface Reading {
  readonly columns: readonly Column[]
  /** In pieces of some thousand rows at most; DuckDB goes on only when the next piece is asked for. */
  readonly rows: AsyncIterable<readonly Row[]>
}

const context = { code: 'QUERY_SQL', what: 'the query' } as const

/** What the commands that show rows need of the data engine, loaded when there is something to read. */
async function loadReaders() {
  const [{ prepareReadOnly, withoutSemicolon }, { sqlError }, { readRows }, { withConnection }] = await Promise.all([
    import('../store/duckdb/read-only.ts'),
    import('../store/duckdb/sql-error.ts'),
    import('../store/duckdb/read-table.ts'),
    import('../store/duckdb/open.ts'),
  ])
  return { prepareReadOnly, withoutSemicolon, sqlError, readRows, withConnection }
}

/**
 * Rows of a query of the user's, which may only read. Assets are tables by their names.
 *
 * @throws AssetError `QUERY_SQL`; `STORE_EMPTY` where it reads an asset that was never made.
 */
export async function readQuery(session: Session, sql: string): Promise<Reading> {
  const readers = await loadReaders()
  const engine = await session.workspace.engine()
  const unmade = await createViews(session, engine, sql)
  const rethrow = (error: unknown): never => {
    throw ownedBy(readers.sqlError(error, context), unmade)
  }
  try {
    await readers.withConnection(engine, (connection) => readers.prepareReadOnly(connection, sql, context))
    const text = readers.withoutSemicolon(sql)
    const described = await collect(
      readers.readRows(engine, { text: `DESCRIBE SELECT * FROM (\n${text}\n)`, parameters: [] }),
    )
    const query = readableQuery(
      text,
      described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) })),
    )
    const fetched = readers.readRows(engine, { text: query.text, parameters: [] })
    return { columns: query.columns, rows: guarded(fetched, { toRow: query.toRow, rethrow }) }
  } catch (error) {
    return rethrow(error)
  }
}

interface Guard {
  readonly toRow: (row: Row) => Row
  readonly rethrow: (error: unknown) => never
}

/** An error may come in the middle of the rows, such as of a value that does not cast: it is the query's as well. */
async function* guarded(rows: AsyncIterable<object[]>, { toRow, rethrow }: Guard): AsyncGenerator<Row[]> {
  try {
    for await (const chunk of rows) yield (chunk as Row[]).map(toRow)
  } catch (error) {
    rethrow(error)
  }
}

/**
 * A view for every asset that the query may speak of, and the names of those that have nothing to show. A table's bytes are checked when it
 * is opened, so that assets which are not spoken of cost nothing.
 */
async function createViews(session: Session, engine: Engine, sql: string): Promise<readonly string[]> {
  const { readRows } = await loadReaders()
  const { readParquet } = await import('../store/duckdb/parquet.ts')
  const made = new Map((await session.currentTables()).map((stored) => [stored.record.asset, stored]))
  const text = sql.toLowerCase()
  const spoken = session.graph.nodes.filter(
    ({ name, kind }) => kind !== 'check' && text.includes(lastOf(name).toLowerCase()),
  )
  for (const { name } of spoken) {
    const stored = made.get(name)
    if (stored === undefined) continue
    const table = readParquet(await session.workspace.verifiedFile(stored))
    for (const statement of viewStatements(name, table))
      await collect(readRows(engine, { text: statement, parameters: [] }))
  }
  return spoken.flatMap(({ name }) => (made.has(name) ? [] : [name]))
}

/** `crm.customers` is a view in a schema, so that it is written as in the project. */
function viewStatements(name: string, table: string): string[] {
  const [first = name, ...rest] = name.split('.')
  const view = (of: string) => `CREATE OR REPLACE VIEW ${of} AS SELECT * FROM ${table}`
  if (rest.length === 0) return [view(quoted(name))]
  return [`CREATE SCHEMA IF NOT EXISTS ${quoted(first)}`, view(`${quoted(first)}.${quoted(rest.join('.'))}`)]
}

/**
 * What the reader says of an asset's `sql`, said of a query: another code and cure. A table that is missing is most likely an asset that was
 * never made.
 */
function ownedBy(error: unknown, unmade: readonly string[]): unknown {
  if (!AssetError.is(error) || (error.code !== 'QUERY_SQL' && error.code !== 'ASSET_SQL')) return error
  const { message, facts, cause, fix } = error
  const isCatalog = facts?.kind === 'Catalog'
  const missing = isCatalog ? unmade.find((name) => message.includes(lastOf(name))) : undefined
  if (missing !== undefined) return notMade(missing)
  return new AssetError({
    code: 'QUERY_SQL',
    message: message.replace(/^reading the rows /, 'the query '),
    facts,
    fix: isCatalog ? 'see the names of the tables: assets list' : fix,
    cause,
  })
}

export function notMade(asset: string): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${asset} has never been made`,
    fix: `assets materialize ${asset}`,
  })
}

export interface TableWish {
  readonly stored: Stored
  /** SQL after `SELECT`, quoted where it has to be. */
  readonly columns: string
  readonly where: string | undefined
  readonly offset: number
  /** One more than is shown tells whether there are more. */
  readonly limit: number | undefined
}

/** Rows of one table, by pieces of SQL of the user's. */
export async function readStored(session: Session, wish: TableWish): Promise<Reading> {
  const { readParquet } = await import('../store/duckdb/parquet.ts')
  const { columns, where, offset, limit } = wish
  const table = readParquet(await session.workspace.verifiedFile(wish.stored))
  const filter = where === undefined ? '' : ` WHERE (${where}\n)`
  const window = `${limit === undefined ? '' : ` LIMIT ${limit}`}${offset === 0 ? '' : ` OFFSET ${offset}`}`
  return readQuery(session, `SELECT ${columns} FROM ${table}${filter}${window}`)
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

async function collect(rows: AsyncIterable<object[]>): Promise<Row[]> {
  const all: Row[] = []
  for await (const chunk of rows) all.push(...(chunk as Row[]))
  return all
}
