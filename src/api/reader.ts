import type { ProjectRequest } from '../app/open/request.ts'
import type { Session } from '../app/open/session.ts'
import type { Row } from '../app/rows/result-columns.ts'
import type { TableRequest } from '../app/show.ts'
import type { Column, Table } from '../define/table.ts'
import { AssetError } from '../errors.ts'

/** Reads tables as long as it is open, and loads the project once for many of them. */
export interface Reader {
  table(request: TableRequest): Promise<Table<unknown>>
  query(
    sql: string,
    allowFiles: boolean,
  ): Promise<{ readonly columns: readonly Column[]; readonly rows: readonly Row[] }>
  /** The next reading loads the project again. */
  refresh(): void
  close(): Promise<void>
}

export function createReader(project: ProjectRequest): Reader {
  // Somebody may still read a table of an earlier one: none is closed before the end.
  const opened: Promise<Session>[] = []
  let current: Promise<Session> | undefined
  const open = (): Promise<Session> => {
    if (current !== undefined) return current
    current = import('../app/open/session.ts').then(({ openSession }) => openSession(project, 'read'))
    opened.push(current)
    return current
  }
  const refresh = (): void => {
    current = undefined
  }
  /** What an earlier load does not know may be there by now: it is loaded again before that is said. */
  const read = async <T>(use: (session: Session) => Promise<T>): Promise<T> => {
    const isOld = current !== undefined
    try {
      return await use(await open())
    } catch (error) {
      refresh()
      if (!isOld || !isUnknown(error)) throw error
      return await use(await open())
    }
  }
  return {
    async table(request) {
      const { openStoredTable } = await import('../app/table.ts')
      return read((session) => openStoredTable(session, request))
    },
    async query(sql, allowFiles) {
      const { queryAll } = await import('../app/query.ts')
      return read((session) => queryAll(session, { sql, allowFiles }))
    },
    refresh,
    async close() {
      for (const one of opened.splice(0))
        await one.then((session) => session[Symbol.asyncDispose]()).catch(() => undefined)
      refresh()
    },
  }
}

/** Whether it says that an asset, or what it has made, is not there. */
function isUnknown(error: unknown): boolean {
  if (!AssetError.is(error)) return false
  return error.code === 'SELECTION_EMPTY' || error.code === 'STORE_EMPTY' || error.facts?.kind === 'Catalog'
}
