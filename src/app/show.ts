import type { ColumnNote } from '../define/declaration/place.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError } from '../errors.ts'
import type { Stored } from '../store/interface.ts'
import { hasTable } from '../store/record.ts'
import type { ParquetFiles } from '../table/engine/parquet.ts'
import { partsOf, type Unit } from '../unit.ts'
import { own } from '../util/own.ts'
import { didYouMean } from '../util/suggest.ts'
import { failingTable } from './failing.ts'
import { choosePartitions } from './open/partitions.ts'
import { assetNamed } from './open/selection.ts'
import type { Session } from './open/session.ts'
import { type CurrentTable, tablesNow, versionTable } from './open/tables.ts'
import { notMade, type Reading, readStored } from './rows/read-rows.ts'
import { type OpenedTable, openedTable } from './rows/stored-table.ts'

export interface TableRequest {
  readonly asset: string
  /** The first digits of an older version's hash. */
  readonly version?: string
  /** Only these partitions of an asset that has some, as `--partitions` has it. */
  readonly partitions?: string
  /** A check of the asset: the rows that fail it are meant. */
  readonly failing?: string
}
export interface RowsRequest extends TableRequest {
  /** SQL. */
  readonly where?: string
  /** Names, with commas between. */
  readonly columns?: string
  readonly offset: number
  /** Rows at most; one more is read, which tells whether there are more. */
  readonly limit: number | undefined
}

/** Calls `use` with the rows of a table: they can be read until it is done. */
export async function showRows<T>(
  session: Session,
  request: RowsRequest,
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  const current = await shownTable(session, request)
  if (current === undefined) return await use({ columns: [], rows: noRows() })
  const table = await openedTable(session, current)
  const { where, offset, limit } = request
  const columns = columnNames(request.asset, table, request.columns)
  const window = { offset, limit: limit === undefined ? undefined : limit + 1 }
  const { file, count, columns: schema } = table
  const reading = { file, count, schema, columns, where, ...window }
  const { smallReading } = await import('./rows/small-reading.ts')
  return await use(smallReading(reading) ?? (await readStored(session, reading)))
}

export interface TableReport {
  /** With what the project notes of them. */
  readonly columns: readonly (Stored['record']['schema'][number] & ColumnNote)[]
  /** Rows. */
  readonly count: number
  readonly sizeBytes: number
  readonly version: string
  /**
   * The path of the Parquet file, which is shared and read-only; a list where the table is kept in several files;
   * absent for a view.
   */
  readonly path: string | readonly string[]
}

/** What a program needs to read a table by itself. */
export async function describeTable(session: Session, request: TableRequest): Promise<TableReport> {
  const current = await shownTable(session, request)
  if (current === undefined) throw noneFails(request)
  const { file, ...table } = await openedTable(session, current)
  const isView = current.tables.some(({ record }) => record.view !== undefined)
  const { columns: notes = {} } = session.workspace.definition(request.asset)
  const columns = table.columns.map((column) => ({ ...column, ...own(notes, column.name.toLowerCase()) }))
  return { ...table, columns, path: isView ? [] : pathOf(file) }
}

const pathOf = (file: ParquetFiles): TableReport['path'] =>
  typeof file !== 'string' && 'from' in file ? file.files : file

/** `undefined` where the request is for the rows that fail a check, and none fails. */
export async function shownTable(session: Session, request: TableRequest): Promise<CurrentTable | undefined> {
  const { asset, failing, partitions, version } = request
  if (failing === undefined) return tableOf(session, request)
  if (version === undefined) return failingTable(session, { asset, failing, partitions })
  throw new AssetError({
    code: 'CLI_USAGE',
    message: (option) =>
      `${option('failing')} and ${option('version')} do not go together: rows that fail are those of what is there now`,
    fix: (option) => `leave out ${option('version')}`,
  })
}

async function* noRows(): AsyncGenerator<never> {
  yield* []
}

function noneFails({ failing }: TableRequest): AssetError {
  return new AssetError({ code: 'STORE_EMPTY', message: `no row fails ${failing}`, fix: 'there is nothing to show' })
}

/** A table, the current one or an older one. */
export async function tableOf(session: Session, { asset, version, partitions }: TableRequest): Promise<CurrentTable> {
  const { judges, title } = nodeKinds[assetNamed(session, asset).kind]
  if (judges) {
    const fix = `see what it says: assets explain ${asset}`
    throw new AssetError({ code: 'CLI_USAGE', message: `${asset} is ${title}, which has no rows`, fix })
  }
  if (version !== undefined) return versionTable(asset, await versionOf(session, asset, version))
  const table = (await tablesNow(session, [asset], partitions)).get(asset)
  if (table === undefined) {
    const [unit, ...more] =
      partitions === undefined ? [] : await choosePartitions(session, { names: [asset], partitions })
    throw notMade(session, unit === undefined || more.length > 0 ? asset : unit)
  }
  return table
}

/** The record of one table, the current one or an older one: of an asset without partitions, or of one of these. */
export async function recordOf(
  session: Session,
  { unit, version }: { readonly unit: Unit; readonly version?: string },
): Promise<Stored> {
  const { asset, partition } = partsOf(unit)
  if (version !== undefined) return versionOf(session, asset, version, partition)
  if (partition === '') return (await tableOf(session, { asset })).tables[0] as Stored
  const current = await session.catalog?.currentOf(unit)
  if (current === undefined || !hasTable(current.record)) throw notMade(session, unit)
  return current
}

/** @param partition The partition, where the asset has partitions. */
async function versionOf(session: Session, asset: string, version: string, partition?: string): Promise<Stored> {
  const versions = (await session.versions(asset)).filter(
    ({ record }) => record.version.startsWith(version) && (partition === undefined || record.partition === partition),
  )
  const [stored] = versions
  const fix = `see the versions: assets history ${asset} --json`
  if (stored === undefined) {
    throw new AssetError({ code: 'SELECTION_EMPTY', message: `${asset} has no version ${version}`, fix })
  }
  if (new Set(versions.map(({ record }) => record.version)).size > 1) {
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: `several versions of ${asset} begin with ${version}`,
      fix,
    })
  }
  return stored
}

function columnNames(asset: string, table: Pick<OpenedTable, 'columns'>, wanted: string | undefined) {
  if (wanted === undefined) return undefined
  const there = table.columns.map(({ name }) => name)
  const names = wanted.split(',').map((name) => name.trim())
  for (const name of names) {
    if (there.includes(name)) continue
    throw new AssetError({
      code: 'QUERY_SQL',
      message: `${asset} has no column "${name}"`,
      fix: didYouMean(name, there, `its columns are ${there.join(', ')}`),
    })
  }
  return names
}
