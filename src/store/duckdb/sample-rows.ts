import { isSql } from '../../define/sql.ts'
import { jsonRow } from './json-value.ts'
import type { Engine } from './open.ts'
import { planOf } from './row-plan.ts'
import { type ResultRows, rowsOfResult } from './rows-of-result.ts'

export interface Sample {
  /** How many rows there are. */
  readonly count: number
  /** The first of them, as JSON values. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Counts the rows of a query and keeps the first `limit`; `undefined` where the result is not a query. */
export async function sampleRows(
  engine: Engine,
  { limit, ...result }: ResultRows & { limit: number },
): Promise<Sample | undefined> {
  if (!isSql(result.result) && planOf(result.result) === undefined) return undefined
  const rows: Readonly<Record<string, unknown>>[] = []
  let count = 0
  for await (const row of rowsOfResult(engine, result)) {
    if (++count <= limit) rows.push(jsonRow(row as object))
  }
  return { count, rows }
}
