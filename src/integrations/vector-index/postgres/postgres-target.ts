import type { Shape } from '../shape.ts'
import type { Reader, VectorTarget } from '../target.ts'
import { connectionsOf, type PostgresPool } from './connection.ts'
import type { Hnsw } from './hnsw.ts'
import { readerOf, tuneSearch } from './reader.ts'
import { prepareTables, receiptIn, writeReceipt } from './tables.ts'
import { writerOf } from './writer.ts'

export interface PostgresOptions {
  /**
   * `postgres://user@host/database`, the name of a variable that holds one (`DATABASE_URL`), or a pool of `pg`, which
   * stays open.
   */
  readonly connection: string | PostgresPool
  /** The table of this index alone; `…_about` beside it belongs to the index too. */
  readonly table: string
  /** Searches approximately through an HNSW index. Default: every row is looked at. */
  readonly hnsw?: Hnsw
}

export async function postgresTarget(options: PostgresOptions, shape: Shape): Promise<VectorTarget> {
  const { connection, table, hnsw } = options
  const connections = await connectionsOf(connection, table)
  return {
    label: `PostgreSQL (${table})`,
    shape,
    receipt: () => connections.transaction('read', (run) => receiptIn(run, table, shape)),
    write: (work) =>
      connections.transaction('write', async (run) => {
        await prepareTables(run, table, { shape, hnsw })
        await writeReceipt(run, table, await work(writerOf(run, table, shape)))
      }),
    read: <Result>(work: (reader: Reader) => Promise<Result>) =>
      connections.transaction('read', async (run) => {
        if ((await receiptIn(run, table, shape)) === undefined) return undefined
        if (hnsw !== undefined) await tuneSearch(run)
        return await work(readerOf(run, table, shape))
      }),
    [Symbol.asyncDispose]: () => connections.close(),
  }
}
