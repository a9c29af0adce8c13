import { AssetError } from '../../../index.ts'
import { optionalPackage } from '../optional-package.ts'

/** What is used of a pool of `pg`, by its shape. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
}
export interface PostgresClient {
  query(sql: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>
  release(destroy?: boolean): void
}
interface OwnPool extends PostgresPool {
  on(event: 'error', listener: () => void): void
  end(): Promise<void>
}

export interface Connections {
  /** Calls `work` in a transaction, which is rolled back where it throws. */
  transaction<Result>(mode: 'read' | 'write', work: (run: Run) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}
export type Run = <Row>(sql: string, ...values: unknown[]) => Promise<readonly Row[]>

/** A pool that the caller made stays open. */
export async function connectionsOf(connection: string | PostgresPool, table: string): Promise<Connections> {
  if (typeof connection !== 'string')
    return { transaction: transactionsOf(connection, table), close: async () => undefined }
  const { Pool } = await optionalPackage<{ readonly Pool: new (options: object) => OwnPool }>('pg', 'PostgreSQL')
  const pool = new Pool({ connectionString: connectionString(connection), max: 4 })
  // A connection that is lost while it is idle is no error: the next call opens another one.
  pool.on('error', () => undefined)
  return { transaction: transactionsOf(pool, table), close: () => pool.end() }
}

/** A secret has no place in code: a name in capitals is that of a variable. */
function connectionString(text: string): string {
  if (!/^[A-Z][A-Z0-9_]*$/.test(text)) return text
  const value = process.env[text]
  if (value !== undefined && value !== '') return value
  throw new AssetError({
    code: 'ENV_MISSING',
    message: `the environment variable ${text} is not set`,
    facts: { variable: text },
    fix: `set ${text} to a connection string: postgres://user@host/database`,
  })
}

function transactionsOf(pool: PostgresPool, table: string): Connections['transaction'] {
  return async (mode, work) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw unavailable(table, error)
    })
    const run: Run = async <Row>(sql: string, ...values: unknown[]) => (await client.query(sql, values)).rows as Row[]
    let isBroken = true
    try {
      await run(mode === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN')
      const result = await work(run)
      await run('COMMIT')
      isBroken = false
      return result
    } catch (error) {
      isBroken = await run('ROLLBACK').then(
        () => false,
        () => true,
      )
      throw unavailable(table, error)
    } finally {
      client.release(isBroken)
    }
  }
}

/** Turns an error of PostgreSQL or the network into a mistake with a cure; any other error is returned unchanged. */
function unavailable(table: string, error: unknown): unknown {
  if (AssetError.is(error) || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  const isOfServer = /^[0-9A-Z]{5}$/.test(code) || /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(error.message)
  if (!isOfServer) return error
  const text = error.message === '' ? code : error.message
  return new AssetError({
    code: 'INDEX_UNAVAILABLE',
    message: `the vector index ${table} in PostgreSQL cannot be used: ${text}`,
    facts: { ...(code === '' ? {} : { code }) },
    fix: 'see that the server can be reached, that pgvector is installed there, and that the user may write the table',
    cause: error,
  })
}
