import type { Column } from '../../define/table.ts'
import { safeJson } from '../../util/safe-json.ts'
import { type DataType, type Field, listOf, mapOf, scalar, sqlType, structOf, typeName } from '../codec/data-type.ts'
import { readPrepared } from '../codec/read-table.ts'
import { setField } from '../codec/set-field.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { prepareReadOnly, withoutSemicolon } from '../engine/read-only.ts'
import { type SqlContext, withSqlErrors } from '../engine/sql-error.ts'
import { withViews } from '../engine/views.ts'
import { columnsOf } from '../sql/statement.ts'

export interface QueryOptions {
  /** One SELECT. The views are its tables: `customers`, `crm.customers` or `"crm.customers"`. */
  readonly sql: string
  /** Asset -> the absolute path of its Parquet file. */
  readonly views: Readonly<Record<string, string>>
  /** At least 1. */
  readonly limit: number
}
export interface QueryAnswer {
  readonly columns: readonly Column[]
  /** JSON values: bigints and decimals as strings, dates ISO 8601, bytes base64. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** There are more rows than `limit`. */
  readonly truncated: boolean
}

/**
 * A statement that somebody typed, over the tables of a project.
 *
 * @throws AssetError `QUERY_SQL` where it is not one SELECT, or DuckDB refuses it.
 */
export async function runQuery(engine: Engine, { sql, views, limit }: QueryOptions): Promise<QueryAnswer> {
  const context: SqlContext = { code: 'QUERY_SQL', what: 'the query' }
  return withConnection(engine, (connection) =>
    withViews(engine, { connection, files: namedIn(sql, views) }, () =>
      withSqlErrors(context, async () => {
        const prepared = await prepareReadOnly(connection, sql, context)
        const columns = distinctNames(columnsOf(prepared))
        const values = await read(connection, { text: withoutSemicolon(sql), columns, limit: limit + 1 })
        const rows = values.slice(0, limit).map((row) => named(columns, row))
        return { columns: columns.map(asColumn), rows, truncated: values.length > limit }
      }),
    ),
  )
}

const fewViews = 100

/**
 * Making a view opens its file. Of many, only those are made whose name is in the text; of few, all, for the sake of
 * "did you mean".
 */
function namedIn(sql: string, views: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(views)
  if (entries.length <= fewViews) return views
  const text = sql.toLowerCase()
  return Object.fromEntries(entries.filter(([name]) => text.includes(name.split('.').at(-1)!.toLowerCase())))
}

/** Columns are read by position: a join may give two of the same name. */
async function read(
  connection: Connection,
  { text, columns, limit }: { text: string; columns: readonly Field[]; limit: number },
): Promise<readonly object[]> {
  const ids = columns.map((_, index) => `c${index}`)
  const shown = columns.map(({ type }, index) => `${shownAs(`c${index}`, type)} AS c${index}`)
  const statement = `SELECT ${shown.join(', ')} FROM (\n${text}\n) AS answer(${ids.join(', ')}) LIMIT ${limit}`
  const rows: object[] = []
  for await (const batch of readPrepared(connection, await duck.prepare(connection, statement))) rows.push(...batch)
  return rows
}

function named(columns: readonly Field[], row: object): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  columns.forEach(({ name }, index) => {
    setField(result, name, safeJson((row as Record<string, unknown>)[`c${index}`]))
  })
  return result
}

const asColumn = ({ name, type }: Field): Column => ({ name, type: typeName(type) })

function distinctNames(columns: readonly Field[]): readonly Field[] {
  const taken = new Set<string>()
  return columns.map(({ name, type }) => {
    let distinct = name
    for (let count = 2; taken.has(distinct); count++) distinct = `${name}_${count}`
    taken.add(distinct)
    return { name: distinct, type }
  })
}

/** A value that JSON or JavaScript has no exact form for is shown as DuckDB writes it; a moment as ISO 8601. */
function shownAs(expression: string, type: DataType): string {
  if (type.kind === 'scalar' && type.name.startsWith('TIMESTAMP')) {
    const moment = `replace(CAST(CAST(${expression} AS TIMESTAMP) AS VARCHAR), ' ', 'T')`
    return `CASE WHEN isfinite(CAST(${expression} AS TIMESTAMP)) THEN ${moment} || 'Z' ELSE CAST(${expression} AS VARCHAR) END`
  }
  const target = shownType(type)
  return sqlType(target) === sqlType(type) ? expression : `CAST(${expression} AS ${sqlType(target)})`
}

function shownType(type: DataType): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(shownType(type.of))
    case 'map':
      return mapOf(shownType(type.of))
    case 'struct':
      if (type.fields.some((field) => field.name === '')) return scalar('VARCHAR')
      return structOf(type.fields.map((field) => ({ name: field.name, type: shownType(field.type) })))
    case 'scalar':
      return /^(?:TIMESTAMP|DATE$|DECIMAL)/.test(type.name) ? scalar('VARCHAR') : type
    default:
      return scalar('VARCHAR')
  }
}
