import { randomBytes } from 'node:crypto'
import type { Place } from './place.ts'

/** A table of its own in a database that is there. */
export async function postgresPlace(connection: string, hnsw?: object): Promise<Place> {
  const { Client } = (await import(String('pg'))) as { Client: new (options: object) => PgClient }
  const table = `speeches_${randomBytes(4).toString('hex')}`
  const run = async (sql: string, ...values: unknown[]) => {
    const client = new Client({ connectionString: connection })
    await client.connect()
    try {
      await client.query(sql, values)
    } finally {
      await client.end()
    }
  }
  return {
    where: { type: 'postgres', connection, table, ...(hnsw === undefined ? {} : { hnsw }) },
    meddler: {
      setText: (id, text) => run(`UPDATE ${table} SET text = $1 WHERE id = $2`, text, id),
      setVector: (id, vector) => run(`UPDATE ${table} SET vector = $1 WHERE id = $2`, `[${vector.join()}]`, id),
      remove: (id) => run(`DELETE FROM ${table} WHERE id = $1`, id),
      add: (id, like) =>
        run(
          `INSERT INTO ${table} (id, hash, text, vector) SELECT $1, hash, text, vector FROM ${table} WHERE id = $2`,
          id,
          like,
        ),
    },
    [Symbol.asyncDispose]: () => run(`DROP TABLE IF EXISTS ${table}, ${table}_about`),
  }
}

interface PgClient {
  connect(): Promise<void>
  query(sql: string, values: unknown[]): Promise<unknown>
  end(): Promise<void>
}
