import { defaultEnvironment } from '../../define/project/environment.ts'
import { AssetError } from '../../errors.ts'
import type { Stored } from '../../store/interface.ts'
import type { ColumnChange, Compared, RowChange, SharedColumn } from '../../table/compare/compare-tables.ts'
import { partitionOf, type Unit } from '../../unit.ts'
import { unitFields } from '../documents/unit.ts'
import { oneUnit } from '../open/one-unit.ts'
import type { PartitionWords } from '../open/partitions.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession, type Session } from '../open/session.ts'
import { readTables } from '../rows/read-rows.ts'
import type { Row } from '../rows/result-columns.ts'
import { recordOf } from '../show.ts'
import { environmentWords } from '../words/environment-words.ts'
import { unitWords } from '../words/unit-words.ts'
import { versionAt, versionBefore } from './versions.ts'

export interface DiffRequest extends PartitionWords {
  readonly asset: string
  /** The first digits of a version, or `git:<ref>`; without it, the version before the newer one. */
  readonly before?: string
  /** The same; without it, what is current. */
  readonly after?: string
  /** The column that names a row. Default: that of the asset's own `map`, where it has one. */
  readonly key?: string
  /** The number of rows of each kind that are shown. */
  readonly limit: number
}

export interface DiffReport {
  readonly asset: string
  /** Where the asset has partitions: of which one it is. */
  readonly partition?: string
  readonly before: DiffSide
  readonly after: DiffSide
  readonly same: boolean
  readonly schema: readonly ColumnChange[]
  /** `null` where rows are compared as a whole, and none is `changed`. */
  readonly key: string | null
  readonly rows: { readonly added: number; readonly removed: number; readonly changed: number; readonly same: number }
  /** The number of rows in which each column differs; empty for a table without a key. */
  readonly columns: readonly { readonly column: string; readonly rows: number }[]
  readonly sample: readonly DiffRow[]
}
export interface DiffSide {
  readonly version: string
  readonly rows: number
  readonly run: string
  /** ISO 8601, UTC. */
  readonly materializedAt: string
  /** Where two environments are compared. */
  readonly environment?: string
}
export interface DiffRow {
  readonly change: RowChange
  /** A changed row has its key and the columns that differ. */
  readonly before?: Row
  readonly after?: Row
}

/** How two versions of a table differ. Nothing is computed again and nothing is written. */
export async function diffOf(project: ProjectRequest, request: DiffRequest): Promise<DiffReport> {
  await using session = await openSession(project, 'read')
  const { asset, partitions } = request
  const unit = await oneUnit(session, { asset, partitions, command: `diff ${asset}` })
  const sides = await sidesOf(session, unit, request)
  const { before, after } = sides
  const bothSides = { ...unitFields(unit), before: sideOf(before), after: sideOf(after) }
  if (before.stored.record.version === after.stored.record.version) {
    const rows = { added: 0, removed: 0, changed: 0, same: after.stored.record.rows }
    return { ...bothSides, same: true, schema: [], key: null, rows, columns: [], sample: [] }
  }
  return { ...bothSides, same: false, ...(await compare(session, sides, request)) }
}

interface Side {
  readonly stored: Stored
  readonly environment?: string
}
interface Sides {
  readonly before: Side
  readonly after: Side
}

const sideOf = ({ stored: { record }, environment }: Side): DiffSide => ({
  version: record.version,
  rows: record.rows,
  run: record.run,
  materializedAt: new Date(record.startedAt + record.durationMs).toISOString(),
  ...(environment === undefined ? {} : { environment }),
})

/**
 * In an environment other than the default one, the current version there is compared with the version that would take
 * its place.
 */
async function sidesOf(session: Session, unit: Unit, request: DiffRequest): Promise<Sides> {
  const { asset } = request
  const current = await recordOf(session, { unit })
  const environment = session.workspace.project.environmentName
  if (request.before === undefined && environment !== defaultEnvironment) {
    const other = await currentIn(session, unit, defaultEnvironment)
    return { before: { stored: current, environment }, after: { stored: other, environment: defaultEnvironment } }
  }
  const after = request.after === undefined ? current : await versionAt(session, unit, request.after)
  if (request.before !== undefined)
    return { before: { stored: await versionAt(session, unit, request.before) }, after: { stored: after } }
  const older = await versionBefore(session, unit, after)
  if (older === undefined) {
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: `${unit} has one version, and none to compare it with`,
      fix: `${partitionOf(unit) === '' ? `name one: assets diff ${asset} git:HEAD; or ` : ''}see what is kept: assets history ${asset}`,
    })
  }
  return { before: { stored: older }, after: { stored: after } }
}

async function currentIn({ workspace }: Session, unit: Unit, environment: string): Promise<Stored> {
  const { openCatalog } = await import('../../store/catalog/open.ts')
  await using catalog = await openCatalog({ folder: workspace.storeFolder, mode: 'read', environment })
  const stored = await catalog?.currentOf(unit)
  if (stored !== undefined) return stored
  throw new AssetError({
    code: 'STORE_EMPTY',
    message: `${unit} has never been made in ${environment}`,
    fix: `assets materialize ${unitWords(unit)}${environmentWords(environment)}`,
  })
}

async function compare(session: Session, sides: Sides, { key: requestedKey, limit }: DiffRequest) {
  const sql = await import('../../table/compare/compare-tables.ts')
  const { readParquet } = await import('../../table/engine/parquet.ts')
  const table = async ({ stored }: Side) => ({
    from: readParquet(await session.workspace.verifiedFile(stored)),
    schema: stored.record.schema,
  })
  const compared: Compared = { before: await table(sides.before), after: await table(sides.after) }
  const columns = await withCasts(session, sql.sharedColumns(compared))
  const schema = sql.columnChanges(compared)
  const key = await keyOf(session, { compared, columns, requestedKey, sides })
  const numbers = async (text: string) => numbersOf(await rowsOf(session, text))
  const pick = async (changes: readonly RowChange[], textOf: (change: never) => string) => {
    const examples: DiffRow[] = []
    for (const change of changes) {
      if (columns.length === 0) break
      const rows = await rowsOf(session, `${textOf(change as never)} LIMIT ${limit}`)
      examples.push(...rows.map((row) => rowOf(row, { change, columns, key })))
    }
    return examples
  }
  if (key === null) {
    // Rows without a column in common are other rows.
    const of = { added: sides.after.stored.record.rows, removed: sides.before.stored.record.rows }
    if (columns.length > 0)
      for (const change of ['added', 'removed'] as const)
        of[change] = (await numbers(sql.bagCountSql(compared, columns, change))).n ?? 0
    const rows = { ...of, changed: 0, same: sides.after.stored.record.rows - of.added }
    const sample = await pick(['added', 'removed'], (change) => inOrder(sql.bagSampleSql(compared, columns, change)))
    return { schema, key, rows, columns: [], sample }
  }
  const {
    added = 0,
    removed = 0,
    changed = 0,
    same = 0,
    ...each
  } = await numbers(sql.keyedCountsSql(compared, key, columns))
  const sample = await pick(['added', 'removed', 'changed'], (change) =>
    sql.keyedSampleSql(compared, { key, columns, change }),
  )
  const differing = columns.flatMap(({ name: column }, at) => {
    const rows = each[`c${at}`] ?? 0
    return rows === 0 ? [] : [{ column, rows }]
  })
  return { schema, key, rows: { added, removed, changed, same }, columns: differing, sample }
}

async function withCasts(session: Session, columns: readonly SharedColumn[]): Promise<readonly SharedColumn[]> {
  const { castsSql } = await import('../../table/compare/compare-tables.ts')
  const of = async ({ name, types }: SharedColumn): Promise<SharedColumn> => {
    if (types === undefined) return { name }
    const isCast = await rowsOf(session, castsSql(types)).then(
      () => true,
      () => false,
    )
    return { name, types: { ...types, isCast } }
  }
  return Promise.all(columns.map(of))
}

interface KeyQuestion {
  readonly compared: Compared
  readonly columns: readonly SharedColumn[]
  readonly requestedKey: string | undefined
  readonly sides: Sides
}

/** @throws AssetError `CLI_USAGE` where the column that was named names no row. */
async function keyOf(
  session: Session,
  { compared, columns, requestedKey, sides }: KeyQuestion,
): Promise<string | null> {
  const named = ({ stored }: Side) => stored.record.rowMap?.key
  const key = requestedKey ?? (named(sides.before) === named(sides.after) ? named(sides.after) : undefined)
  if (key === undefined || key === null) return null
  const { duplicatesSql } = await import('../../table/compare/compare-tables.ts')
  const refuse = (why: string) =>
    new AssetError({
      code: 'CLI_USAGE',
      message: `${key} cannot name the rows: ${why}`,
      facts: { column: key },
      fix: 'name a column of which every row has another value, or leave out --key: rows are then compared as a whole',
    })
  // A default key that does not fit is dropped without an error: a function may drop or repeat the column that named
  // its input.
  const orNone = (why: string): null => {
    if (requestedKey === undefined) return null
    throw refuse(why)
  }
  if (!columns.some(({ name, types }) => name === key && types === undefined))
    return orNone('it is not in both versions with one type')
  for (const table of [compared.before, compared.after]) {
    const { n = 0 } = numbersOf(await rowsOf(session, duplicatesSql(table, key)))
    if (n > 0) return orNone(`${n} ${n === 1 ? 'row has' : 'rows have'} a value that another row has too`)
  }
  return key
}

const inOrder = (sql: string): string => `SELECT * FROM (${sql}) ORDER BY ALL`

async function rowsOf(session: Session, sql: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const some of (await readTables(session, sql)).rows) rows.push(...some)
  return rows
}

const numbersOf = ([row = {}]: readonly Row[]): Record<string, number | undefined> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]))

interface RowQuestion {
  readonly change: RowChange
  readonly columns: readonly SharedColumn[]
  readonly key: string | null
}

function rowOf(row: Row, { change, columns, key }: RowQuestion): DiffRow {
  const side = (letter: 'a' | 'b') =>
    Object.fromEntries(
      columns.flatMap(({ name }, at) => (`${letter}${at}` in row ? [[name, row[`${letter}${at}`]]] : [])),
    )
  if (change === 'added') return { change, after: side('b') }
  if (change === 'removed') return { change, before: side('a') }
  const [before, after] = [side('a'), side('b')]
  const shown = columns.filter(({ name }, at) => name === key || row[`d${at}`] === true)
  const only = (of: Row) => Object.fromEntries(shown.map(({ name }) => [name, of[name]]))
  return { change, before: only(before), after: only(after) }
}
