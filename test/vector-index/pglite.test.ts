import { afterAll, beforeAll } from 'vitest'
import { contract } from './contract.ts'
import { isInstalled } from './place.ts'
import { postgresPlace } from './postgres-place.ts'
import { recovery } from './recovery.ts'

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
