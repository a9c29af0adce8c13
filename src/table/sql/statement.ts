import type { SqlValue } from '../../define/sql.ts'
import { unreachable } from '../../util/unreachable.ts'
import { type Field, fromLogical } from '../codec/types/data-type.ts'
import { type Connection, duck, type PreparedStatement } from '../engine/bindings.ts'
import { runPrepared } from '../engine/run-prepared.ts'
import type { NamedTable } from './named-tables.ts'

/** Text for DuckDB with `$1`, `$2` … for the values that are bound. */
export interface Statement {
  readonly text: string
  readonly parameters: readonly SqlValue[]
  /** The tables that the text names: `openNamedTables` has to be called before it is prepared. */
  readonly tables?: readonly NamedTable[]
  /** The number of rows by the record, where it is known; a reader of all rows compares its count. */
  readonly rows?: number | undefined
}

export async function prepareStatement(connection: Connection, statement: Statement): Promise<PreparedStatement> {
  const prepared = await duck.prepare(connection, statement.text)
  bindAll(prepared, statement.parameters)
  return prepared
}

/** Runs a statement without reading its result. */
export async function execute(connection: Connection, statement: Statement): Promise<void> {
  const prepared = await prepareStatement(connection, statement)
  try {
    await runPrepared(connection, prepared)
  } finally {
    duck.destroy_prepare_sync(prepared)
  }
}

export function bindAll(prepared: PreparedStatement, parameters: readonly SqlValue[]): void {
  parameters.forEach((value, index) => {
    bindOne(prepared, index + 1, value)
  })
}

/**
 * A number is always bound as a DOUBLE: the type of a column must not depend on whether a value is whole.
 */
function bindOne(prepared: PreparedStatement, index: number, value: SqlValue): void {
  switch (typeof value) {
    case 'string':
      duck.bind_varchar(prepared, index, value)
      break
    case 'number':
      duck.bind_double(prepared, index, value)
      break
    case 'boolean':
      duck.bind_boolean(prepared, index, value)
      break
    case 'bigint':
      if (BigInt.asIntN(64, value) === value) duck.bind_int64(prepared, index, value)
      else duck.bind_hugeint(prepared, index, value)
      break
    case 'object':
      if (value === null) duck.bind_null(prepared, index)
      else duck.bind_timestamp(prepared, index, { micros: BigInt(value.getTime()) * 1000n })
      break
    default:
      unreachable(value)
  }
}

/** The columns of its result, in DuckDB's types. */
export function columnsOf(prepared: PreparedStatement): readonly Field[] {
  return Array.from({ length: duck.prepared_statement_column_count(prepared) }, (_, index) => ({
    name: duck.prepared_statement_column_name(prepared, index),
    type: fromLogical(duck.prepared_statement_column_logical_type(prepared, index)),
  }))
}
