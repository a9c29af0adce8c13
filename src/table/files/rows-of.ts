import { readPrepared } from '../codec/read-table.ts'
import { type Connection, duck } from '../engine/bindings.ts'

export type Row = Readonly<Record<string, unknown>>

/** All rows of a small answer. */
export async function rowsOf(connection: Connection, text: string, signal?: AbortSignal): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const batch of readPrepared(connection, await duck.prepare(connection, text), { signal })) {
    rows.push(...(batch as Row[]))
  }
  return rows
}
