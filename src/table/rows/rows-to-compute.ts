import { readChunks } from '../codec/decode/read-table.ts'
import { type Field, quoteId, scalar } from '../codec/types/data-type.ts'
import type { Engine } from '../engine/open.ts'
import type { Statement } from '../sql/statement.ts'
import { placeColumn } from '../work/row-plan.ts'
import type { Tracked } from '../work/work.ts'

export interface RowsToCompute {
  /** Its last column is `placeColumn`. */
  readonly statement: Statement
  /** Its other columns. */
  readonly fields: readonly Field[]
  readonly todo: string | undefined
  /** How many there are. */
  readonly count: number
  readonly signal: AbortSignal | undefined
}

/**
 * The rows whose places are in the table `todo`, in the order of the input; all rows where there is no such table.
 */
export async function* rowsToCompute(
  engine: Engine,
  { statement, fields, todo, count, signal }: RowsToCompute,
): AsyncGenerator<Tracked[]> {
  const place = quoteId(placeColumn)
  const text =
    todo === undefined
      ? statement.text
      : `SELECT * FROM (\n${statement.text}\n) WHERE ${place} IN (SELECT place FROM ${todo}) ORDER BY ${place}`
  const beside = [{ name: placeColumn, type: scalar('INT64') }]
  const counted = { ...statement, text, rows: count }
  for await (const { rows, beside: placed } of readChunks(engine, counted, { signal, fields, beside })) {
    const [places] = placed as [number[]]
    yield rows.map((row, index) => ({ row, origin: { place: places[index]! } }))
  }
}
