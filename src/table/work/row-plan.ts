import { definitionOf } from '../../define/definition.ts'
import type { SqlPart } from '../../define/sql.ts'
import { AssetError } from '../../errors.ts'
import { type Field, quoteId } from '../codec/types/data-type.ts'
import type { Engine } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { type Piece, renderSql, sqlText } from '../sql/render-sql.ts'
import { standInTable } from '../sql/stand-ins.ts'
import type { Statement } from '../sql/statement.ts'
import type { RowStep, WorkHooks } from './work.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const rowPlan: unique symbol = Symbol.for('assetstore.rows')

/**
 * The plan of a Table or a RowQuery: a SELECT that DuckDB runs, and the functions that its rows go through afterwards.
 */
export interface RowPlan {
  readonly engine: Engine
  /** The name of the table in SQL. */
  readonly name: string
  readonly file: ParquetFiles
  /** The number of rows of the file, by its record. */
  readonly count: number
  /** All columns of the file. */
  readonly fileColumns: readonly string[]
  /** The columns in the types of the record: a result of DuckDB does not know which types JavaScript wrote. */
  readonly fields: readonly Field[]
  /** The layers of the SELECT, from the table outwards. */
  readonly layers: readonly Layer[]
  readonly columns: readonly string[]
  /** The columns that reading it reads of the table, or everything. */
  readonly reads: readonly string[] | null
  /** Whether a condition was added, which may read any column: from then on a pick narrows nothing. */
  readonly fixed: boolean
  readonly steps: readonly RowStep[]
  readonly onRead: OnRead
  /** Is called with every condition, when it is added. */
  readonly onCondition: OnCondition | undefined
  /** Ends every reading of it. */
  readonly signal: AbortSignal | undefined
  /** Receives the progress of code that iterates over the rows. */
  readonly watch: ReadingWatch | undefined
}

/** For errors: tells at which row a function was when it failed. */
export interface ReadingWatch {
  /** Is called when code begins to iterate over the rows of the table, in order. */
  began(reading: RowReading): void
  /** Is called when a call of a row function fails, in a query that code iterates over. */
  gaveUp: WorkHooks['gaveUp']
  /** Makes such a call, with further attempts as its `retries` allow. */
  retry: WorkHooks['retry']
}
/** The progress of an iteration over rows. */
export interface RowReading {
  /** The number of rows that were handed out. */
  readonly rows: number
  /** `left`: the iteration stopped before the end, as by an error or a `break`. */
  readonly state: 'open' | 'left' | 'over'
}

export type Layer =
  | { readonly kind: 'pick'; readonly columns: readonly string[] }
  | { readonly kind: 'where'; readonly condition: readonly SqlPart[] }

export type OnCondition = (condition: readonly SqlPart[]) => void
/** Is called at every read with the columns that it reads; `null` where it is, or may be, the whole table. */
export type OnRead = (columns: readonly string[] | null, how?: ReadHow) => void
/**
 * `rows`: row by row, so that a function sees one row or batch at a time. `filter`: by a condition, which only decides
 * which rows there are. `lookup`: the reader declares that its content changes no row. Undefined: beside the rows, so
 * that every row may depend on it.
 */
export type ReadHow = 'rows' | 'filter' | 'lookup'

export function planOf(value: unknown): RowPlan | undefined {
  if (typeof value !== 'object' || value === null || !(rowPlan in value)) return undefined
  return (value as { readonly [rowPlan]: RowPlan })[rowPlan]
}

/** The SELECT of the plan; the call records the read. The caller runs the plan's functions, if it has any. */
export function readStatement(plan: RowPlan): Statement {
  plan.onRead(plan.reads)
  return { ...renderSql(selectParts(plan, 'rows'), tableParts), rows: knownRows(plan) }
}

/** The number of rows before its functions are called; unknown under a condition. */
export const knownRows = (plan: Pick<RowPlan, 'layers' | 'count'>): number | undefined =>
  isFiltered(plan) ? undefined : plan.count

export const isFiltered = ({ layers }: Pick<RowPlan, 'layers'>): boolean => layers.some(({ kind }) => kind === 'where')

/** The column that `placedStatement` adds: the place of a row in the table's file, counted from 0. */
export const placeColumn = 'assetstore: place'

/**
 * As `readStatement`, for callers that call the plan's functions row by row and identify each row by its place.
 */
export function placedStatement(plan: RowPlan): Statement {
  plan.onRead(plan.reads, 'rows')
  return { ...renderSql(selectParts(plan, 'places'), (table) => partsOfTable(table, 'filter')), rows: knownRows(plan) }
}

/** A table or query inside a `sql` template; the call records the read. */
export const tableParts = (table: object): readonly Piece[] => partsOfTable(table)

/** As `tableParts`, without rows, for `stand-ins.ts`. No read is recorded. */
export function standInParts(table: object): readonly Piece[] {
  const plan = planOf(table)
  if (plan === undefined) throw notReadable(table)
  return inFrom(plan, standInTable(plan.fields))
}

/** The columns of the plan's SELECT. */
export function selectedFields({ layers, fields }: RowPlan): readonly Field[] {
  const picked = layers.findLast((layer) => layer.kind === 'pick')?.columns
  return picked === undefined ? fields : picked.flatMap((name) => fields.find((field) => field.name === name) ?? [])
}

function partsOfTable(table: object, how?: ReadHow): readonly Piece[] {
  const plan = planOf(table)
  if (plan === undefined) throw notReadable(table)
  if (plan.steps.length > 0) {
    throw new AssetError({
      code: 'ASSET_SQL',
      message:
        'a sql template was given a query that calls a function (map, flatMap or mapBatches), which DuckDB cannot run',
      fix: 'make the mapped rows an asset of their own, and name that asset as a parameter',
    })
  }
  plan.onRead(plan.reads, how)
  return inFrom(plan, readParquet(plan.file))
}

/**
 * A plan with a condition has bound values, which a view cannot have. So it becomes a subquery, which only an alias can
 * name.
 */
function inFrom(plan: RowPlan, table: string): readonly Piece[] {
  const { name, layers } = plan
  const picked = layers.findLast((layer) => layer.kind === 'pick')
  if (isFiltered(plan)) return [sqlText('('), ...layered(plan, 'rows', table), sqlText(')')]
  const from = picked === undefined ? table : `(SELECT ${picked.columns.map(quoteId).join(', ')} FROM ${table})`
  return [{ kind: 'named', table: { name, from } }]
}

function selectParts(plan: RowPlan, what: 'rows' | 'places'): readonly Piece[] {
  return layered(plan, what, what === 'rows' ? readParquet(plan.file) : `(${selectPlaced(plan, quoteId(placeColumn))})`)
}

function layered(plan: RowPlan, what: 'rows' | 'places', from: string): readonly Piece[] {
  const place = quoteId(placeColumn)
  let parts: readonly Piece[] = [sqlText(`SELECT * FROM ${from}`)]
  for (const layer of plan.layers) {
    if (layer.kind === 'where') {
      parts = [sqlText('SELECT * FROM ('), ...parts, sqlText(')\nWHERE (\n'), ...layer.condition, sqlText('\n)')]
    } else {
      const columns = [...layer.columns.map(quoteId), ...(what === 'places' ? [place] : [])]
      parts = [sqlText(`SELECT ${columns.join(', ')} FROM (`), ...parts, sqlText(')')]
    }
  }
  return parts
}

/** DuckDB counts the rows of one file itself, in a column whose name a table may have, too. */
export function selectPlaced({ file, fileColumns }: Pick<RowPlan, 'file' | 'fileColumns'>, place: string): string {
  if (typeof file !== 'string' || fileColumns.some((name) => name.toLowerCase() === 'file_row_number'))
    return `SELECT *, row_number() OVER () - 1 AS ${place} FROM ${readParquet(file)}`
  const numbered = readParquet(file, ', file_row_number = true')
  return `SELECT * EXCLUDE (file_row_number), file_row_number AS ${place} FROM ${numbered}`
}

function notReadable(table: object): AssetError {
  if (definitionOf(table) !== undefined) {
    return new AssetError({
      code: 'ASSET_OUTSIDE_RUN',
      message: "a sql template was given an asset's declaration, where there are no rows yet",
      fix: 'name the asset as a parameter, such as ({ raw_documents }) => …, and interpolate the parameter',
    })
  }
  return new AssetError({
    code: 'ASSET_SQL',
    message: 'a sql template was given rows that are not a table of this project',
    fix: 'make the rows an asset of their own, and name that asset as a parameter',
  })
}
