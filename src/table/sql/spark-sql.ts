import type { SqlPart, SqlValue } from '../../define/sql.ts'
import type { Table } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import { planOf, type RowPlan } from '../work/row-plan.ts'
import { tableName } from './named-tables.ts'

/** A template in the form that Spark runs: views for tables, and a named marker for each value. */
export interface SparkSql {
  readonly text: string
  /** By the name of the marker, as text: the type is in the statement. */
  readonly values: Readonly<Record<string, string>>
  readonly views: readonly SparkView[]
}
export interface SparkView {
  readonly name: string
  readonly table: Table<unknown>
  /** `null` for all columns. */
  readonly columns: readonly string[] | null
}

/** Renders a template for Spark. The call records that its tables are read. */
export function sparkSql(parts: readonly SqlPart[], asset: string): SparkSql {
  const views: SparkView[] = []
  const values: Record<string, string> = {}
  const pieces = parts.map((part, index) => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'value':
        return marker(part.value, values, isCount(parts[index - 1]))
      case 'table':
        return quoteName(viewOf(part, views, asset).name)
      default:
        return unreachable(part)
    }
  })
  return { text: pieces.join(''), values, views }
}

const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``

function viewOf(
  { table, name }: Extract<SqlPart, { readonly kind: 'table' }>,
  views: SparkView[],
  asset: string,
): SparkView {
  const plan = planOf(table)
  if (plan === undefined) throw notWhole(asset, 'rows that are no table of this project')
  if (plan.steps.length > 0) throw notWhole(asset, 'a query that calls a function (map, flatMap or mapBatches)')
  if (plan.layers.some(({ kind }) => kind === 'where')) throw notWhole(asset, 'a table with a condition (where)')
  plan.onRead(plan.reads)
  const columns = pickedOf(plan)
  const viewName = name ?? tableName(plan.name)
  const earlier = views.find((view) => view.table === table && view.name === viewName)
  if (earlier !== undefined) return earlier
  const view = { name: freeName(viewName, views), table: table as Table<unknown>, columns }
  views.push(view)
  return view
}

const pickedOf = ({ layers }: RowPlan): readonly string[] | null =>
  layers.findLast((layer) => layer.kind === 'pick')?.columns ?? null

function freeName(name: string, views: readonly SparkView[]): string {
  const used = (one: string) => views.some((view) => view.name.toLowerCase() === one.toLowerCase())
  let free = name
  for (let count = 2; used(free); count += 1) free = `${name}_${count}`
  return free
}

function notWhole(asset: string, what: string): AssetError {
  return new AssetError({
    code: 'ASSET_SQL',
    message: `the sql of ${asset}, which Spark runs, was given ${what}`,
    facts: { asset },
    fix: 'give it whole tables, or some of their columns (pick), and write conditions in the sql',
  })
}

/** Whether the next value is a number of rows, for which Spark only takes an integer. */
const isCount = (before: SqlPart | undefined): boolean =>
  before?.kind === 'text' && /\b(?:LIMIT|OFFSET)\s+$/i.test(before.text)

/** A number is a DOUBLE whatever its value is, and a moment has no time zone, as in the SQL that DuckDB runs. */
function marker(value: SqlValue, values: Record<string, string>, counts: boolean): string {
  if (value === null) return 'NULL'
  const name = `v${Object.keys(values).length + 1}`
  values[name] = value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : String(value)
  const isWhole = typeof value === 'bigint' || Number.isInteger(value)
  return `CAST(:${name} AS ${counts && isWhole ? 'INT' : typeOf(value)})`
}

function typeOf(value: Exclude<SqlValue, null>): string {
  switch (typeof value) {
    case 'string':
      return 'STRING'
    case 'number':
      return 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? 'BIGINT' : 'DECIMAL(38, 0)'
    case 'object':
      return 'TIMESTAMP_NTZ'
    default:
      return unreachable(value)
  }
}
