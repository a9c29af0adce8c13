import { readPrepared } from './codec/read-table.ts'
import type { Engine } from './open.ts'
import { type ResultKind, resultKind, type Tables } from './result-kind.ts'
import { type SqlContext, sqlError } from './sql-error.ts'
import { prepareStatement } from './statement.ts'
import { openViews } from './views.ts'
import { storableText } from './write-query.ts'

export interface ResultRows {
  readonly result: unknown
  readonly asset: string
  readonly tables?: Tables | undefined
}

/** The rows of whatever an asset may return, one by one: for those who have to look at each. */
export async function* rowsOfResult(engine: Engine, { result, asset, tables }: ResultRows): AsyncGenerator<unknown> {
  const found = resultKind(result, { asset, tables })
  if (found.kind === 'rows') yield* found.rows
  else for await (const rows of rowsOfQuery(engine, asset, found)) yield* rows
}

async function* rowsOfQuery(
  engine: Engine,
  asset: string,
  query: ResultKind & { kind: 'query' },
): AsyncGenerator<object[]> {
  const { statement, standIns, files } = query
  const context: SqlContext = { code: 'ASSET_SQL', what: `the sql of ${asset}`, facts: { asset } }
  const connection = await engine.acquire()
  let close: (() => Promise<void>) | undefined
  try {
    if (files !== undefined) close = await openViews(engine, { connection, files })
    const { text, fields } = await storableText(engine, connection, { statement, standIns, asset, context })
    const prepared = await prepareStatement(connection, { text, parameters: statement.parameters })
    yield* readPrepared(connection, prepared, { fields })
  } catch (error) {
    throw sqlError(error, context)
  } finally {
    await close?.()
    engine.release(connection)
  }
}
