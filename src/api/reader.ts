import type { ProjectRequest } from '../app/open/request.ts'
import type { Session } from '../app/open/session.ts'
import type { QueryRequest } from '../app/query.ts'
import type { Reading } from '../app/rows/read-rows.ts'
import type { RowsRequest, TableReport, TableRequest } from '../app/show.ts'
import type { Table } from '../define/table.ts'
import { AssetError } from '../errors.ts'

/** Reads tables as long as it is open, and loads the project once for many of them. */
export interface Reader {
  /** `undefined` where the request is for the rows that fail a check, and none fails. */
  table(request: TableRequest): Promise<Table<unknown> | undefined>
  /** What a program needs to read a table by itself. */
  describe(request: TableRequest): Promise<TableReport>
  /** Calls `use` with the rows of a table, which can be read until it is done. */
  rows<T>(request: RowsRequest, use: (reading: Reading) => Promise<T>): Promise<T>
  /** Calls `use` with the rows of a statement that only reads. */
  query<T>(request: QueryRequest, use: (reading: Reading) => Promise<T>): Promise<T>
  /** The next reading loads the project again. An earlier load of which nobody has a table is closed. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** One load of the project, and who still needs it. */
interface Load {
  readonly session: Promise<Session>
  /** Readings that go on at the moment. */
  readings: number
  /** A program has got a table of it, and may read that until the project is closed. */
  hasTables: boolean
}

export function createReader(project: ProjectRequest): Reader {
  const loads = new Set<Load>()
  let current: Load | undefined
  const open = (): Load => {
    if (current !== undefined) return current
    const session = import('../app/open/session.ts').then(({ openSession }) => openSession(project, 'read'))
    current = { session, readings: 0, hasTables: false }
    loads.add(current)
    return current
  }
  const closeLoad = async (load: Load): Promise<void> => {
    loads.delete(load)
    await load.session.then((session) => session[Symbol.asyncDispose]()).catch(() => undefined)
  }
  const closeIfUnused = async (load: Load): Promise<void> => {
    if (load !== current && load.readings === 0 && !load.hasTables) await closeLoad(load)
  }
  const refresh = async (): Promise<void> => {
    const before = current
    current = undefined
    if (before !== undefined) await closeIfUnused(before)
  }
  const readWith = async <T>(load: Load, use: (session: Session) => Promise<T>): Promise<T> => {
    load.readings += 1
    try {
      return await use(await load.session)
    } finally {
      load.readings -= 1
      await closeIfUnused(load)
    }
  }
  /** An earlier load may lack a newer asset or table, so the project is loaded again before an error says so. */
  const read = async <T>(use: (session: Session, load: Load) => Promise<T>): Promise<T> => {
    const isOld = current !== undefined
    const readNow = (): Promise<T> => {
      const load = open()
      return readWith(load, (session) => use(session, load))
    }
    try {
      return await readNow()
    } catch (error) {
      await refresh()
      if (!isOld || !isUnknown(error)) throw error
      return await readNow()
    }
  }
  return {
    async table(request) {
      const { openStoredTable } = await import('../app/table.ts')
      return read(async (session, load) => {
        const table = await openStoredTable(session, request)
        load.hasTables ||= table !== undefined
        return table
      })
    },
    async describe(request) {
      const { describeTable } = await import('../app/show.ts')
      return read((session) => describeTable(session, request))
    },
    async rows(request, use) {
      const { showRows } = await import('../app/show.ts')
      return read((session) => showRows(session, request, use))
    },
    async query(request, use) {
      const { queryRows } = await import('../app/query.ts')
      return read((session) => queryRows(session, request, use))
    },
    refresh,
    async close() {
      current = undefined
      await Promise.all([...loads].map(closeLoad))
    },
  }
}

/** Whether it says that an asset, or what it has made, is not there. */
function isUnknown(error: unknown): boolean {
  if (!AssetError.is(error)) return false
  return error.code === 'SELECTION_EMPTY' || error.code === 'STORE_EMPTY' || error.facts?.kind === 'Catalog'
}
