import type * as Arrow from 'apache-arrow'
import { quoteId } from '../../util/sql-text.ts'
import { readRows } from '../codec/decode/read-table.ts'
import type { Field } from '../codec/types/data-type.ts'
import type { Engine } from '../engine/open.ts'
import type { Statement } from '../sql/statement.ts'
import { type ArrowColumn, type ArrowLibrary, arrowColumn } from './arrow-columns.ts'

export interface RecordBatches {
  readonly schema: Arrow.Schema
  /** One for each chunk that DuckDB reads. */
  readonly batches: AsyncGenerator<Arrow.RecordBatch>
}

/** What to read: `columns` are the statement's, in the form of a record. */
export interface ArrowReading {
  readonly statement: Statement
  readonly columns: readonly Field[]
  readonly signal?: AbortSignal | undefined
}

/**
 * The rows of a statement in Arrow's memory, every value to its last digit:
 * https://arrow.apache.org/docs/format/Columnar.html.
 */
export function recordBatches(
  arrow: ArrowLibrary,
  engine: Engine,
  { statement, columns, signal }: ArrowReading,
): RecordBatches {
  const arrowColumns = columns.map(({ type }) => arrowColumn(arrow, type))
  const schema = new arrow.Schema(columns.map(({ name }, at) => arrow.Field.new(name, arrowColumns[at]!.written, true)))
  // By position: a row is an object, and a column may have any name.
  const selected = columns.map(({ name }, at) => `${arrowColumns[at]!.select(quoteId(name))} AS c${at}`)
  const text = `SELECT ${selected.join(', ')} FROM (\n${statement.text}\n)`
  const fields = arrowColumns.map(({ readType }, at) => ({ name: `c${at}`, type: readType }))
  const batches = async function* () {
    for await (const rows of readRows(engine, { ...statement, text }, { fields, signal })) {
      const children = arrowColumns.map((column, at) => dataOf(arrow, column, rows.map(valueAt(`c${at}`))))
      const type = new arrow.Struct(schema.fields)
      yield new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows.length, children }))
    }
  }
  return { schema, batches: batches() }
}

const valueAt =
  (name: string) =>
  (row: object): unknown =>
    (row as Readonly<Record<string, unknown>>)[name]

function dataOf(arrow: ArrowLibrary, { built, written, toBuilt }: ArrowColumn, values: readonly unknown[]): Arrow.Data {
  const builder = arrow.makeBuilder({ type: built, nullValues: [null, undefined] })
  for (const value of values) builder.append(value === null || value === undefined ? null : toBuilt(value))
  return retyped(arrow, builder.finish().flush(), written)
}

/** The same bytes under another type: an integer becomes a moment, and a list of entries becomes a map. */
function retyped(arrow: ArrowLibrary, data: Arrow.Data, type: Arrow.DataType): Arrow.Data {
  const children = data.children.map((child, at) => retyped(arrow, child, (type.children ?? [])[at]!.type))
  return new arrow.Data(type, data.offset, data.length, data.nullCount, data as never, children)
}
