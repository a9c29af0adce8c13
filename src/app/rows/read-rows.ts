import { join } from 'node:path'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import type { Field } from '../../table/codec/types/data-type.ts'
import type { Engine } from '../../table/engine/open.ts'
import type { ParquetFiles } from '../../table/engine/parquet.ts'
import type { Unit } from '../../unit.ts'
import { mentions } from '../../util/mentions.ts'
import { quoteId } from '../../util/sql-text.ts'
import { suggest } from '../../util/suggest.ts'
import { choosePartitions, type PartitionWords } from '../open/partitions.ts'
import type { Session } from '../open/session.ts'
import { type CurrentTable, tablesNow } from '../open/tables.ts'
import { environmentWords } from '../words/environment-words.ts'
import { unitWords } from '../words/unit-words.ts'
import { type Row, readableQuery } from './result-columns.ts'

export interface Reading {
  readonly columns: readonly Column[]
  /** In pieces of some thousand rows at most; DuckDB goes on only when the next piece is asked for. */
  readonly rows: AsyncIterable<readonly Row[]>
}

const context = { code: 'QUERY_SQL', what: 'the query' } as const

/** What the commands that show rows need of the data engine, loaded when there is something to read. */
async function loadReaders() {
  const [{ expectReadOnly, withoutSemicolon }, { sqlError }, { readRows }, { withConnection }, { onlyFilesOf }] =
    await Promise.all([
      import('../../table/engine/read-only.ts'),
      import('../../table/engine/sql-error.ts'),
      import('../../table/codec/decode/read-table.ts'),
      import('../../table/engine/open.ts'),
      import('../../table/engine/only-files-of.ts'),
    ])
  return { expectReadOnly, withoutSemicolon, sqlError, readRows, withConnection, onlyFilesOf }
}

/**
 * Rows of a query of the user's, which may only read. Assets are tables by their names.
 *
 * @throws AssetError `QUERY_SQL`; `STORE_EMPTY` where it reads an asset that was never made.
 */
export async function readQuery(session: Session, reading: QueryReading): Promise<Reading> {
  return readSql(session, { ...reading, spoken: reading.sql })
}

export interface QueryReading extends PartitionWords {
  readonly sql: string
  /** Any file of the machine may be read, and not only those of the store. */
  readonly allowFiles: boolean
  /**
   * Integers are numbers, and one beyond 2^53 is an error. Default: they are bigints, of which no digit is lost on the
   * way to a text.
   */
  readonly numbers?: boolean
  /** Default: the workspace's. What it may read is limited for good, and the views of the assets stay in it. */
  readonly engine?: Engine | undefined
}

interface SqlReading extends QueryReading {
  /** How many rows it gives, where that is known before. */
  readonly rows?: number | undefined
  /** The part of the statement in which assets may be named. */
  readonly spoken: string
}

async function readSql(session: Session, reading: SqlReading): Promise<Reading> {
  const { sql, allowFiles } = reading
  const readers = await loadReaders()
  const engine = reading.engine ?? (await session.workspace.engine())
  const { lacking, folders } = await createViews(session, engine, reading)
  if (!allowFiles) await readers.onlyFilesOf(engine, [join(session.workspace.storeFolder, 'objects'), ...folders])
  const rethrow = (error: unknown): never => {
    const names = session.graph.nodes.flatMap(({ name, kind }) => (nodeKinds[kind].judges ? [] : [name]))
    throw ownedBy(readers.sqlError(error, context), { lacking, names })
  }
  try {
    await readers.withConnection(engine, (connection) => readers.expectReadOnly(connection, { text: sql, context }))
    const text = readers.withoutSemicolon(sql)
    const query = readableQuery(text, await describe(engine, text))
    const fields = reading.numbers ? await numberFields(engine, query.text) : undefined
    const fetched = readers.readRows(engine, { text: query.text, parameters: [], rows: reading.rows }, { fields })
    return { columns: query.columns, rows: guarded(fetched, { toRow: query.toRow, rethrow }) }
  } catch (error) {
    return rethrow(error)
  }
}

async function describe(engine: Engine, text: string): Promise<readonly Column[]> {
  const { readRows } = await loadReaders()
  const rows = await collect(readRows(engine, { text: `DESCRIBE SELECT * FROM (\n${text}\n)`, parameters: [] }))
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))
}

/** The columns with integers as numbers, as a function has them of a `sql` asset. */
async function numberFields(engine: Engine, text: string): Promise<readonly Field[]> {
  const { parseColumns } = await import('../../table/codec/types/parse-type.ts')
  const { markIntegers } = await import('../../table/codec/types/integer-origin.ts')
  return markIntegers(parseColumns(await describe(engine, text)), undefined)
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

/** An asset without a view, and why: that is said where the query turns out to need it. */
interface Lacking {
  readonly name: string
  readonly error: AssetError
}

interface Views {
  readonly lacking: readonly Lacking[]
  /** Outside of the store's objects, where files of them lie. */
  readonly folders: readonly string[]
}

/**
 * A view for every asset that the query may speak of, and those that have nothing to show. A table's bytes are checked
 * when it is opened, so that assets which are not spoken of cost nothing.
 */
async function createViews(session: Session, engine: Engine, { spoken: sql, partitions }: SqlReading): Promise<Views> {
  const { readRows } = await loadReaders()
  const spoken = session.graph.nodes.filter(({ name, kind }) => !nodeKinds[kind].judges && mentions(sql, lastOf(name)))
  const names = spoken.map(({ name }) => name)
  const tables = await tablesNow(session, names, partitions)
  const lacking: Lacking[] = []
  for (const { name } of spoken) {
    try {
      const current = tables.get(name)
      if (current === undefined) throw notMade(session, await unitMeant(session, name, partitions))
      const table = await tableText(session, engine, current)
      for (const statement of viewStatements(name, table))
        await collect(readRows(engine, { text: statement, parameters: [] }))
    } catch (error) {
      if (!AssetError.is(error)) throw error
      // A word that is the name of an asset may be anything else in the query.
      lacking.push({ name, error })
    }
  }
  // The rows of an asset that is a view are computed by the workspace's engine, into its folder.
  const isComputed = [...tables.values()].some((table) => table.tables.some(({ record }) => record.view !== undefined))
  return { lacking, folders: isComputed ? [(await session.workspace.engine()).tempFolder] : [] }
}

/** An asset, or the one partition of it that was asked for. */
async function unitMeant(session: Session, name: string, partitions: string | undefined): Promise<string> {
  if (partitions === undefined || session.workspace.units.set(name) === undefined) return name
  const [unit, ...more] = await choosePartitions(session, { names: [name], partitions })
  return unit === undefined || more.length > 0 ? name : unit
}

/** As it stands behind a FROM. A table of partitions has a column that tells them apart. */
async function tableText({ workspace }: Session, engine: Engine, table: CurrentTable): Promise<string> {
  const { tableOfInput } = await import('../../run/input-tables.ts')
  const { uniteWithKeys } = await import('../../table/read/unite-tables.ts')
  const { readParquet } = await import('../../table/engine/parquet.ts')
  const { file, parts } = await tableOfInput({ workspace, engine, onRejected: () => undefined }, table)
  return parts === undefined ? readParquet(file) : uniteWithKeys(engine, { asset: table.name, parts })
}

/**
 * `crm.customers` is a view in a schema, so that it is written as in the project, and one of its whole name in quotes.
 */
function viewStatements(name: string, table: string): string[] {
  const [first = name, ...rest] = name.split('.')
  const view = (of: string) => `CREATE OR REPLACE VIEW ${of} AS SELECT * FROM ${table}`
  const whole = view(quoteId(name))
  if (rest.length === 0) return [whole]
  const inSchema = view(`${quoteId(first)}.${quoteId(rest.join('.'))}`)
  return [`CREATE SCHEMA IF NOT EXISTS ${quoteId(first)}`, inSchema, whole]
}

/**
 * Turns the reader's error about an asset's `sql` into one about a query, with its own code and cure. A table that is
 * missing is most likely an asset that was never made, or whose file is damaged.
 */
function ownedBy(error: unknown, tables: { lacking: readonly Lacking[]; names: readonly string[] }): unknown {
  if (!AssetError.is(error) || (error.code !== 'QUERY_SQL' && error.code !== 'ASSET_SQL')) return error
  const { message, facts, cause, fix } = error
  const isCatalog = facts?.kind === 'Catalog'
  const missing = isCatalog ? tables.lacking.find(({ name }) => mentions(message, lastOf(name))) : undefined
  if (missing !== undefined) return missing.error
  // DuckDB's own guess may be a table of its catalog, or be hidden from the reader.
  const unknown = isCatalog ? unknownTable.exec(message) : null
  const nearest = unknown === null ? undefined : suggest(unknown[1] as string, tables.names)
  return new AssetError({
    code: 'QUERY_SQL',
    message: (unknown?.[0] ?? message).replace(/^reading the rows /, 'the query '),
    facts,
    fix: isCatalog
      ? `${nearest === undefined ? '' : `did you mean "${nearest}"? `}see the names of the tables: assets list`
      : facts?.kind === 'Permission'
        ? (option) => `a query reads assets; add ${option('allowFiles')} where it may read any file of this machine`
        : fix,
    cause,
  })
}

const unknownTable = /^[\s\S]*?Table with name (\S+) does not exist!/

/** @param unit An asset, or one of its partitions. */
export function notMade({ workspace }: Pick<Session, 'workspace'>, unit: string): AssetError {
  const { environmentName: environment } = workspace.project
  const words = environmentWords(environment)
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${unit} has never been made${words === '' ? '' : ` in ${environment}`}`,
    fix: `assets materialize ${unitWords(unit as Unit)}${words}`,
  })
}

export interface TableReading {
  readonly file: ParquetFiles
  /** Rows of all of it. */
  readonly count: number
  /** As its record has them. */
  readonly schema: readonly Column[]
  /** Names of those that are shown, in this order. Default: all. */
  readonly columns: readonly string[] | undefined
  readonly where: string | undefined
  readonly offset: number
  /** One more than is shown tells whether there are more. */
  readonly limit: number | undefined
}

/** Rows of one table, by pieces of SQL of the user's. `smallReading` has those of a small one without DuckDB. */
export async function readStored(session: Session, request: TableReading): Promise<Reading> {
  const { readParquet } = await import('../../table/engine/parquet.ts')
  const { file, count, where, offset, limit = count } = request
  const table = readParquet(file)
  const columns = request.columns?.map(quoteId).join(', ') ?? '*'
  const filter = where === undefined ? '' : ` WHERE (${where}\n)`
  const window = `${request.limit === undefined ? '' : ` LIMIT ${limit}`}${offset === 0 ? '' : ` OFFSET ${offset}`}`
  return readSql(session, {
    sql: `SELECT ${columns} FROM ${table}${filter}${window}`,
    spoken: where ?? '',
    rows: where === undefined ? Math.max(0, Math.min(limit, count - offset)) : undefined,
    allowFiles: false,
  })
}

/** Rows of a statement of ours over files of the store. `rows` is how many, where a record says it. */
export const readTables = (session: Session, sql: string, rows?: number): Promise<Reading> =>
  readSql(session, { sql, rows, spoken: '', allowFiles: true })

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

async function collect(rows: AsyncIterable<object[]>): Promise<Row[]> {
  const all: Row[] = []
  for await (const chunk of rows) all.push(...(chunk as Row[]))
  return all
}
