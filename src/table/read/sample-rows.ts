import { parquetRows } from '../../define/foreign/parquet-file.ts'
import { isSql, type Sql, sql, sqlParts } from '../../define/sql.ts'
import type { Engine } from '../engine/open.ts'
import { planOf } from '../work/row-plan.ts'
import { type ResultRows, rowsOfResult } from '../write/rows-of-result.ts'

export interface Sample {
  /** How many rows there are. */
  readonly count: number
  /** The first of them: in the query's own order, or else in the order of their columns. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Counts the rows of a query and keeps the first `limit`; `undefined` where the result is not a query. */
export async function sampleRows(
  engine: Engine,
  { limit, ...result }: ResultRows & { limit: number },
): Promise<Sample | undefined> {
  if (!isQuery(result.result)) return undefined
  const rows: Readonly<Record<string, unknown>>[] = []
  let count = 0
  for await (const row of rowsOfResult(engine, { ...result, result: inOrder(result.result), isTold: true })) {
    if (++count <= limit) rows.push(row as Readonly<Record<string, unknown>>)
  }
  return { count, rows }
}

/** Whether a check's result is a query, whose rows are its failures. */
export const isQuery = (result: unknown): boolean =>
  isSql(result) || planOf(result) !== undefined || parquetRows(result) !== undefined

/**
 * Sorts rows that have no order of their own, since each run would give them in another one. It adds no line before the
 * statement, since errors refer to its lines.
 */
function inOrder(result: unknown): unknown {
  return isSql(result) && !hasOrder(result) ? sql`SELECT * FROM (${result}\n) ORDER BY ALL` : result
}

/** True in doubt; after a semicolon nothing can be added anyway. */
export function hasOrder(query: Sql): boolean {
  return query[sqlParts].some((part) => part.kind === 'text' && /\border\s+by\b|;/i.test(part.text))
}
