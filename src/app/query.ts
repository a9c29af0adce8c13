import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AssetError } from '../errors.ts'
import { scratchFolder } from '../store/scratch.ts'
import type { PartitionWords } from './open/partitions.ts'
import type { Session } from './open/session.ts'
import { type Reading, readQuery } from './rows/read-rows.ts'

export interface QueryRequest extends PartitionWords {
  readonly sql: string
  /** Any file of the machine may be read. */
  readonly allowFiles: boolean
  /** Integers are numbers, and one beyond 2^53 is an error. Default: bigints, of which no digit is lost in a text. */
  readonly numbers?: boolean
}

/**
 * Calls `use` with the rows of a statement that only reads: they can be read until it is done. They come from an engine
 * of their own, so that the limits and the leftovers of one statement do not reach another.
 */
export async function queryRows<T>(
  session: Session,
  { sql, ...request }: QueryRequest,
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  refuseEmpty(sql)
  const { openEngine } = await import('../table/engine/open.ts')
  const folder = scratchFolder('duckdb')
  try {
    using engine = await openEngine({ tempFolder: join(folder, 'spill') })
    return await use(await readQuery(session, { sql, ...request, engine }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function refuseEmpty(sql: string): void {
  if (sql.trim() !== '') return
  const fix = 'say it as one argument, or - and write it to stdin'
  throw new AssetError({ code: 'CLI_USAGE', message: 'the query is empty', fix })
}
