import type { Table } from '../define/table.ts'
import type { Session } from './open/session.ts'
import { shownTable, type TableRequest } from './show.ts'

/**
 * A stored table, to be read as long as the session is open; `undefined` where the rows that fail a check are meant,
 * and none does.
 */
export async function openStoredTable(session: Session, request: TableRequest): Promise<Table<unknown> | undefined> {
  const { workspace } = session
  const table = await shownTable(session, request)
  // An asset reads failing rows as a table with columns even where there are no rows.
  const isEmpty = table?.tables.every(({ record }) => record.rows === 0)
  if (table === undefined || (request.failing !== undefined && isEmpty)) return undefined
  const { openTable } = await import('../table/read/table.ts')
  const { tableOfInput } = await import('../run/input-tables.ts')
  const engine = await workspace.engine()
  const opened = await tableOfInput({ workspace, engine, onRejected: () => undefined }, table)
  return openTable(engine, { ...opened, onRead: () => undefined })
}
