import { readOn } from '../codec/decode/read-table.ts'
import type { Connection } from '../engine/bindings.ts'

export type Row = Readonly<Record<string, unknown>>

/** All rows of a small answer. */
export async function rowsOf(connection: Connection, text: string, signal?: AbortSignal): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const batch of readOn(connection, { text, parameters: [] }, { signal })) rows.push(...(batch as Row[]))
  return rows
}
