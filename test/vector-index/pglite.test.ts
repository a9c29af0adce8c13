import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresIndex, syncIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { contract } from './contract.ts'
import { isInstalled } from './place.ts'
import { postgresPlace } from './postgres-place.ts'
import { recovery } from './recovery.ts'
import { shape, speeches } from './samples.ts'

const packages = ['pg', '@electric-sql/pglite', '@electric-sql/pglite-socket', '@electric-sql/pglite-pgvector']
const missing = packages.filter((name) => !isInstalled(name))
const unavailable = missing.length === 0 ? undefined : `${missing.join(', ')} not installed`

interface Lite {
  readonly connection: string
  stop(): Promise<void>
}
let lite: Lite
beforeAll(async () => {
  if (unavailable === undefined) lite = await startLite()
})
afterAll(() => lite?.stop())

for (const ask of [contract, recovery])
  ask('PGlite', { newPlace: () => postgresPlace(lite.connection), unavailable, isAtomic: true, isConcurrent: false })

test.skipIf(unavailable !== undefined)(
  'an approximate index is that of its settings, and is made once for them',
  async () => {
    const { Client } = (await import(String('pg'))).default
    const client = new Client({ connectionString: lite.connection })
    await client.connect()
    const nearest = async (hnsw?: object) => {
      await using index = postgresIndex({
        ...shape,
        connection: lite.connection,
        table: 'tuned',
        ...(hnsw && { hnsw }),
      })
      await syncIndex(index, speeches)
      const { rows } = await client.query("SELECT oid, reloptions FROM pg_class WHERE relname = 'tuned_nearest'")
      return rows
    }
    const first = await nearest({ m: 8, efConstruction: 32 })
    expect(first).toEqual([{ oid: expect.any(Number), reloptions: ['m=8', 'ef_construction=32'] }])
    expect(await nearest({ m: 8, efConstruction: 32 })).toEqual(first)
    expect(await nearest({ m: 12 })).toMatchObject([{ reloptions: ['m=12', 'ef_construction=64'] }])
    expect(await nearest()).toEqual([])
    await client.end()
  },
)

/** PostgreSQL in this process, behind a socket: `pg` sees no difference. */
async function startLite(): Promise<Lite> {
  const [{ PGlite }, { PGLiteSocketServer }, { vector }] = await Promise.all([
    import(String('@electric-sql/pglite')),
    import(String('@electric-sql/pglite-socket')),
    import(String('@electric-sql/pglite-pgvector')),
  ])
  const db = await PGlite.create({ extensions: { vector } })
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 20 })
  await server.start()
  const [, port] = /:(\d+)$/.exec(server.getServerConn()) ?? []
  return {
    connection: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop()
      await db.close()
    },
  }
}
