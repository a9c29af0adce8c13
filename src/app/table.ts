import type { Table } from '../define/table.ts'
import { notKept } from '../run/input-tables.ts'
import type { Session } from './open/session.ts'
import { type TableRequest, tableOf } from './show.ts'

/** A stored table, to be read as long as the session is open. */
export async function openStoredTable(session: Session, request: TableRequest): Promise<Table<unknown>> {
  const { workspace } = session
  const stored = await tableOf(session, request)
  const { asset: name, schema, rows, rejected } = stored.record
  const { openTable } = await import('../table/read/table.ts')
  const onRead = () => undefined
  return openTable(await workspace.engine(), {
    name,
    file: await workspace.verifiedFile(stored),
    columns: schema,
    count: rows,
    onRead,
    rejected:
      rejected === undefined
        ? { kept: false, refuse: () => notKept(name) }
        : { kept: true, file: await workspace.verifiedRejected(stored), columns: rejected.schema, onRead },
  })
}
