import type { SqlPart } from '../../define/sql.ts'
import { type Field, fromLogical, quoteId, sqlType } from '../codec/types/data-type.ts'
import {
  bigintMacro,
  macroName,
  standInForBigint,
  standInForBuffer,
  standInType,
} from '../codec/types/integer-origin.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import type { Engine } from '../engine/open.ts'
import { openNames } from '../engine/views.ts'
import { openNamedTables } from './named-tables.ts'
import { type ResolveTable, renderSql } from './render-sql.ts'
import { bindAll, type Statement } from './statement.ts'

/**
 * A statement over tables without rows, in which JavaScript's bigints are declared as another type. DuckDB's binder
 * then shows which columns of the result are such bigints: under another name, through joins and unions, inside of
 * objects and lists. The statement is never run.
 */
export interface StandIns {
  readonly statement: Statement
  /** The tables that it names, as SQL behind a FROM. */
  readonly views: Readonly<Record<string, string>>
}

/** A table of these columns, without a row. */
export function standInTable(fields: readonly Field[]): string {
  const columns = fields.map(({ name, type }) => `NULL::${sqlType(standInType(type))} AS ${quoteId(name)}`)
  return `(SELECT ${columns.join(', ')} LIMIT 0)`
}

/** `undefined` where no column of the answer can be such a bigint, or a Buffer. */
export function standInsOfSql(parts: readonly SqlPart[], resolve: ResolveTable): StandIns | undefined {
  const statement = renderSql(parts, resolve)
  return mayHaveStandIn(textOf(statement, {})) ? { statement, views: {} } : undefined
}

/** As `standInsOfSql`, for a text that names its tables. */
export function standInsOfNames(
  statement: Statement,
  tables: Readonly<Record<string, readonly Field[]>>,
): StandIns | undefined {
  const views = Object.fromEntries(Object.entries(tables).map(([name, fields]) => [name, standInTable(fields)]))
  return mayHaveStandIn(textOf(statement, views)) ? { statement, views } : undefined
}

/** Whether a table that the statement reads has a Buffer of JavaScript's. */
export const readsBuffers = ({ statement, views }: StandIns): boolean =>
  textOf(statement, views).includes(standInForBuffer)

const textOf = (statement: Statement, views: StandIns['views']): string =>
  [statement.text, ...(statement.tables ?? []).map(({ from }) => from), ...Object.values(views)].join()

const mayHaveStandIn = (text: string): boolean =>
  text.includes(standInForBigint) || text.includes(standInForBuffer) || text.toLowerCase().includes(macroName)

/** The columns of the statement over its stand-ins; `undefined` where DuckDB cannot bind it. */
export async function bindStandIns(
  engine: Engine,
  { statement, views }: StandIns,
): Promise<readonly Field[] | undefined> {
  const connection = await duck.connect(await engine.database())
  try {
    await duck.query(connection, bigintMacro(standInForBigint))
    await openNamedTables(engine, statement.tables)
    const close = await openNames(engine, { connection, tables: views })
    try {
      return await boundColumns(connection, statement)
    } finally {
      await close()
    }
  } catch {
    // The statement itself reports its mistake.
    return undefined
  } finally {
    duck.disconnect_sync(connection)
  }
}

/** The columns after binding: before it, neither a parameter nor a column made from one has a type. */
export async function boundColumns(connection: Connection, { text, parameters }: Statement): Promise<readonly Field[]> {
  const none = await duck.prepare(connection, `SELECT * FROM (\n${text}\n) LIMIT 0`)
  try {
    bindAll(none, parameters)
    const result = await duck.execute_prepared(none)
    return Array.from({ length: duck.column_count(result) }, (_, index) => ({
      name: duck.column_name(result, index),
      type: fromLogical(duck.column_logical_type(result, index)),
    }))
  } finally {
    duck.destroy_prepare_sync(none)
  }
}
