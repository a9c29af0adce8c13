import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresIndex, syncIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { contract } from './contract.ts'
import { isInstalled } from './place.ts'
import { postgresPlace } from './postgres-place.ts'
import { binaries, type Server, startServer } from './postgres-server.ts'
import { recovery } from './recovery.ts'
import { shape, speeches } from './samples.ts'

const place = isInstalled('pg') ? binaries() : undefined
const missing = isInstalled('pg')
  ? 'no PostgreSQL with pgvector; name its folder in ASSETSTORE_TEST_POSTGRES'
  : 'pg is not installed'
const unavailable = place === undefined ? missing : undefined

let server: Server
beforeAll(async () => {
  if (place !== undefined) server = await startServer(place)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
})

for (const ask of [contract, recovery])
  ask('PostgreSQL', { newPlace: () => postgresPlace(server.connection), unavailable, isAtomic: true })
for (const ask of [contract, recovery])
  ask('PostgreSQL with HNSW', {
    newPlace: () => postgresPlace(server.connection, { m: 8, efConstruction: 32 }),
    unavailable,
    isAtomic: true,
  })

test.skipIf(!isInstalled('pg'))('a connection may be the name of a variable', async () => {
  await using index = postgresIndex({ ...shape, connection: 'ASSETSTORE_TEST_NO_URL', table: 'speeches' })
  await expect(syncIndex(index, speeches)).rejects.toMatchObject({
    code: 'ENV_MISSING',
    message: 'the environment variable ASSETSTORE_TEST_NO_URL is not set',
    fix: 'set ASSETSTORE_TEST_NO_URL to a connection string: postgres://user@host/database',
  })
  process.env.ASSETSTORE_TEST_NO_URL = 'postgres://postgres@127.0.0.1:1/postgres'
  await expect(syncIndex(index, speeches)).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' })
  delete process.env.ASSETSTORE_TEST_NO_URL
})

test.skipIf(!isInstalled('pg'))('a server that cannot be reached is told, with what to do', async () => {
  await using index = postgresIndex({
    ...shape,
    connection: 'postgres://postgres@127.0.0.1:1/postgres',
    table: 'speeches',
  })
  await expect(syncIndex(index, speeches)).rejects.toMatchObject({
    code: 'INDEX_UNAVAILABLE',
    message: 'the vector index speeches in PostgreSQL cannot be used: connect ECONNREFUSED 127.0.0.1:1',
    fix: 'see that the server can be reached, that pgvector is installed there, and that the user may write the table',
  })
})
