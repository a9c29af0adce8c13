import type { Table } from '../define/table.ts'
import type { Session } from './open/session.ts'
import { type TableRequest, tableOf } from './show.ts'

/** A stored table, to be read as long as the session is open. */
export async function openStoredTable(session: Session, request: TableRequest): Promise<Table<unknown>> {
  const { workspace } = session
  const table = await tableOf(session, request)
  const { openTable } = await import('../table/read/table.ts')
  const { tableOfInput } = await import('../run/input-tables.ts')
  const engine = await workspace.engine()
  const opened = await tableOfInput({ workspace, engine, onRejected: () => undefined }, table)
  return openTable(engine, { ...opened, onRead: () => undefined })
}
