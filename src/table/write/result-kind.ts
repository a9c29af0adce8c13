import { type ParquetRows, parquetRows } from '../../define/foreign/parquet-file.ts'
import { boundValues, isSql, sqlParts } from '../../define/sql.ts'
import type { Table } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { isArrowTable } from '../arrow/arrow-shape.ts'
import { isPlainObject } from '../codec/encode/push-value.ts'
import { describeValue } from '../codec/encode/value-errors.ts'
import type { Field } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { renderSql } from '../sql/render-sql.ts'
import { type StandIns, standInsOfNames, standInsOfSql } from '../sql/stand-ins.ts'
import type { Statement } from '../sql/statement.ts'
import { planOf, type RowPlan, readStatement, selectedFields, standInParts, tableParts } from '../work/row-plan.ts'
import { batchesOf } from '../work/row-query.ts'
import { rowsOfArrow } from './arrow-table.ts'
import { rowsOfBatches } from './rows-of-batches.ts'
import { yieldedRows } from './yielded-rows.ts'

/** The tables of an asset's parameters by name, for `from documents` in a Kysely query. */
export type Tables = Readonly<Record<string, Table<unknown>>>

/** The result of a function, by the way in which it has to be written. */
export type ResultKind =
  | {
      readonly kind: 'query'
      readonly statement: Statement
      readonly files: Readonly<Record<string, ParquetFiles>> | undefined
      readonly standIns: StandIns | undefined
      /** Present where its columns are exactly those of a table, with everything that its record says of them. */
      readonly fields?: readonly Field[]
      /** Parquet files with exactly these rows. */
      readonly same?: readonly string[] | undefined
      /** Columns whose type means nothing, since no row has a value in them. */
      readonly untyped?: readonly string[]
    }
  | { readonly kind: 'rows'; readonly rows: Iterable<unknown> | AsyncIterable<unknown> }

/** A query that names a table may read all of it. */
function filesOf(table: Table<unknown>): ParquetFiles {
  const { file, onRead } = planOf(table) as RowPlan
  onRead(null)
  return file
}

/** @throws AssetError `ASSET_RESULT` where the result has no rows. */
export function resultKind(
  result: unknown,
  { asset, tables = {} }: { asset: string; tables?: Tables | undefined },
): ResultKind {
  if (isSql(result)) {
    const parts = result[sqlParts]
    const standIns = standInsOfSql(parts, standInParts)
    return { kind: 'query', statement: renderSql(parts, tableParts), files: undefined, standIns }
  }
  const parquet = parquetRows(result)
  if (parquet !== undefined) return ofParquet(parquet)
  const plan = planOf(result)
  if (plan !== undefined) {
    if (plan.steps.length === 0) {
      const fields = selectedFields(plan)
      return { kind: 'query', statement: readStatement(plan), files: undefined, standIns: undefined, fields }
    }
    return { kind: 'rows', rows: rowsOfBatches(batchesOf(plan)) }
  }
  if (isCompilable(result)) {
    const { sql, parameters } = result.compile()
    const files = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, filesOf(table)]))
    const statement = { text: sql, parameters: boundValues(parameters, asset) }
    return { kind: 'query', statement, files, standIns: standInsOfNames(statement, fieldsOf(tables)) }
  }
  if (isArrowTable(result)) return { kind: 'rows', rows: rowsOfArrow(result) }
  if (typeof result === 'object' && result !== null && !ArrayBuffer.isView(result)) {
    if (has(result, Symbol.asyncIterator)) return { kind: 'rows', rows: yieldedRows(result as AsyncIterable<unknown>) }
    if (has(result, Symbol.iterator)) return { kind: 'rows', rows: yieldedRows(result as Iterable<unknown>) }
    if (isPlainObject(result)) return { kind: 'rows', rows: [result] }
  }
  throw notRows(result, asset)
}

function ofParquet({ files: same, untyped, columns }: ParquetRows): ResultKind {
  const statement = { text: `SELECT * FROM ${readParquet(same)}`, parameters: [] }
  const fields = columns === undefined ? {} : { fields: parseColumns(columns) }
  return { kind: 'query', statement, files: undefined, standIns: undefined, same, untyped, ...fields }
}

function fieldsOf(tables: Tables): Readonly<Record<string, readonly Field[]>> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, planOf(table)?.fields ?? []]))
}

function has(value: object, method: symbol): boolean {
  return typeof (value as Readonly<Record<symbol, unknown>>)[method] === 'function'
}

interface Compilable {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] }
}

/** Whether it is a Kysely query, by its shape, so that a project may use any version. */
export function isCompilable(value: unknown): value is Compilable {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Compilable>).compile === 'function' &&
    'toOperationNode' in value
  )
}

function notRows(result: unknown, asset: string): AssetError {
  const nothing = result === undefined || result === null
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `${asset} returned ${nothing ? 'nothing' : describeValue(result)}, where rows were expected`,
    facts: { asset },
    fix: nothing
      ? 'return the rows (an array, a generator, a query), or one plain object; [] with a schema is an empty table'
      : 'return an array of plain objects, a generator, a query, or one plain object for one row',
  })
}
