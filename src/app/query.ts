import { AssetError } from '../errors.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession } from './open/session.ts'
import { type Reading, readQuery } from './rows/read-rows.ts'

export interface QueryRequest {
  readonly sql: string
  /** Any file of the machine may be read. */
  readonly allowFiles: boolean
}

/** Calls `use` with the rows of a statement that only reads: they can be read until it is done. */
export async function queryRows<T>(
  project: ProjectRequest,
  { sql, allowFiles }: QueryRequest,
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  if (sql.trim() === '') {
    const fix = 'say it as one argument, or - and write it to stdin'
    throw new AssetError({ code: 'CLI_USAGE', message: 'the query is empty', fix })
  }
  await using session = await openSession(project, 'read')
  return await use(await readQuery(session, sql, { allowFiles }))
}
