import type { StandardSchema } from '../../define/validation/row-schema.ts'
import { readOn } from '../codec/decode/read-table.ts'
import { readForSchema } from '../codec/types/schema-columns.ts'
import type { Engine } from '../engine/open.ts'
import { type SqlContext, sqlError } from '../engine/sql-error.ts'
import { openViews } from '../engine/views.ts'
import { openNamedTables } from '../sql/named-tables.ts'
import { type ResultKind, resultKind, type Tables } from './result-kind.ts'
import { storableText } from './write-query.ts'

export interface ResultRows {
  readonly result: unknown
  readonly asset: string
  readonly tables?: Tables | undefined
  /** The schema that checks the rows. */
  readonly schema?: StandardSchema | undefined
  /** Whether the rows are for a report: a value without an exact JavaScript form becomes a bigint or a text. */
  readonly isTold?: boolean | undefined
}

/** The rows of any result of an asset, one by one, for code that has to look at each. */
export async function* rowsOfResult(
  engine: Engine,
  { result, asset, tables, schema, isTold }: ResultRows,
): AsyncGenerator<unknown> {
  const kindOfResult = resultKind(result, { asset, tables })
  if (kindOfResult.kind === 'rows') yield* kindOfResult.rows
  else for await (const rows of rowsOfQuery(engine, { asset, schema, isTold }, kindOfResult)) yield* rows
}

async function* rowsOfQuery(
  engine: Engine,
  { asset, schema, isTold }: Pick<ResultRows, 'asset' | 'schema' | 'isTold'>,
  query: ResultKind & { kind: 'query' },
): AsyncGenerator<object[]> {
  const { statement, standIns, files, fields: knownFields } = query
  const context: SqlContext = { code: 'ASSET_SQL', what: `the sql of ${asset}`, facts: { asset } }
  const connection = await engine.acquire()
  let close: (() => Promise<void>) | undefined
  try {
    if (files !== undefined) close = await openViews(engine, { connection, files })
    await openNamedTables(engine, statement.tables)
    const { text, fields } = await storableText(engine, connection, {
      statement,
      standIns,
      fields: knownFields,
      asset,
      context,
    })
    const stored = { text, parameters: statement.parameters, rows: statement.rows }
    const read = schema === undefined ? fields : readForSchema(fields, schema)
    yield* readOn(connection, stored, { fields: read, isTold })
  } catch (error) {
    throw sqlError(error, context)
  } finally {
    await close?.()
    engine.release(connection)
  }
}
