import type { RowsOfCall } from '../../table/work/work.ts'
import { safeJson, safeJsonText } from '../../util/safe-json.ts'

/** A call of a row function that failed for good, and with it the asset. */
export interface FailedCall extends RowsOfCall {
  readonly error: unknown
}

/** The most keys of a batch that are listed. */
const mostFields = 5
const longestKey = 80

/** Names the row by its number in the table that is read, and by its key where it has one. */
export function rowText(place: number, row: object, key: string | undefined): string {
  const value = key === undefined ? null : keyText(row, key)
  return value === null ? `row ${place + 1}` : `row ${place + 1} (${key} ${value})`
}

/** The rows of a failed call: `row 3 (id "moon")`, `a batch of 64 rows, from row 1 (id 1) to row 64 (id 64)`. */
export function callText({ rows, key }: RowsOfCall): string {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return 'no row'
  const text = (one: RowsOfCall['rows'][number]) => rowText(one.origin.place, one.row, key)
  if (rows.length === 1) return text(first)
  return `a batch of ${rows.length} rows, from ${text(first)} to ${text(last)}`
}

/**
 * The facts of a failed call for programs: `{ row, key }` for one row, `{ batch: { rows, from, to, keys } }` for
 * several.
 */
export function callFacts({ rows, key }: RowsOfCall): Readonly<Record<string, unknown>> {
  const numbers = rows.map(({ origin }) => origin.place + 1)
  const keys = key === undefined ? [] : rows.slice(0, mostFields).map(({ row }) => safeJson(keyOf(row, key)))
  if (rows.length === 1) return { row: numbers[0], ...(key === undefined ? {} : { key: keys[0] }) }
  const batch = { rows: rows.length, from: numbers[0], to: numbers.at(-1), ...(key === undefined ? {} : { keys }) }
  return { batch }
}

function keyText(row: object, key: string): string | null {
  const value = keyOf(row, key)
  return typeof value === 'bigint' ? String(value) : safeJsonText(value, longestKey)
}

const keyOf = (row: object, key: string): unknown => (row as Readonly<Record<string, unknown>>)[key]
