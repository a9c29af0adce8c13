import { readOn } from '../codec/decode/read-table.ts'
import type { Connection } from '../engine/bindings.ts'
import type { Statement } from '../sql/statement.ts'

/**
 * All rows of a small result, each as its values in the order of the columns. The columns need distinct names that are
 * no numbers.
 */
export async function valuesOf(connection: Connection, statement: Statement): Promise<unknown[][]> {
  const rows: unknown[][] = []
  for await (const batch of readOn(connection, statement)) for (const row of batch) rows.push(Object.values(row))
  return rows
}

/** The counts in the one row of an answer. */
export async function numbersOf(connection: Connection, text: string): Promise<number[]> {
  const [row = []] = await valuesOf(connection, { text, parameters: [] })
  return row.map(Number)
}
