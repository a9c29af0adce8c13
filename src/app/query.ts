import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AssetError } from '../errors.ts'
import { scratchFolder } from '../store/scratch.ts'
import type { PartitionWords } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession, type Session } from './open/session.ts'
import { type Reading, readQuery } from './rows/read-rows.ts'
import type { Row } from './rows/result-columns.ts'

export interface QueryRequest extends PartitionWords {
  readonly sql: string
  /** Any file of the machine may be read. */
  readonly allowFiles: boolean
}

/** Calls `use` with the rows of a statement that only reads: they can be read until it is done. */
export async function queryRows<T>(
  project: ProjectRequest,
  { sql, ...request }: QueryRequest,
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  refuseEmpty(sql)
  await using session = await openSession(project, 'read')
  return await use(await readQuery(session, { sql, ...request }))
}

/**
 * All rows, read with an engine of its own, so that the limits and the leftovers of one statement do not reach another.
 */
export async function queryAll(
  session: Session,
  { sql, ...request }: QueryRequest,
): Promise<{ readonly columns: Reading['columns']; readonly rows: readonly Row[] }> {
  refuseEmpty(sql)
  const { openEngine } = await import('../table/engine/open.ts')
  const folder = scratchFolder('duckdb')
  try {
    using engine = await openEngine({ tempFolder: join(folder, 'spill') })
    const reading = await readQuery(session, { sql, ...request, engine, numbers: true })
    return { columns: reading.columns, rows: (await Array.fromAsync(reading.rows)).flat() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function refuseEmpty(sql: string): void {
  if (sql.trim() !== '') return
  const fix = 'say it as one argument, or - and write it to stdin'
  throw new AssetError({ code: 'CLI_USAGE', message: 'the query is empty', fix })
}
