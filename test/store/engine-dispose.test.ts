import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'

const long = 'SELECT sum(hash(a.range + b.range)) FROM range(100_000_000) AS a, range(1_000) AS b'

test('an engine that is closed while statements run ends them, and nothing is freed below them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  for (let round = 0; round < 20; round += 1) {
    const engine = await openEngine({ tempFolder: join(folder, `${round}`), threads: 2 })
    const running = [1, 2, 3].map(() => withConnection(engine, (connection) => duck.query(connection, long)))
    const ends = Promise.allSettled(running)
    await new Promise((resolve) => setTimeout(resolve, round))
    engine[Symbol.dispose]()
    for (const end of await ends) expect(end.status).toBe('rejected')
  }
  rmSync(folder, { recursive: true })
})

test('an engine that is closed while a connection is opened gives none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const engine = await openEngine({ tempFolder: folder })
  await withConnection(engine, async () => {
    const late = engine.acquire()
    engine[Symbol.dispose]()
    await expect(late).rejects.toThrow('closed')
  })
  rmSync(folder, { recursive: true })
})

test('DuckDB is opened for the first statement, and one that cannot be opened fails each of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  using engine = await openEngine({ tempFolder: folder, memoryLimit: 'as much as there is' })
  expect(await engine.isDead()).toBe(false)
  for (let time = 0; time < 2; time += 1)
    await expect(withConnection(engine, (connection) => duck.query(connection, 'SELECT 1'))).rejects.toThrow('config')
  rmSync(folder, { recursive: true })
})

test('statements that come first at once have one DuckDB, and connections of their own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  using engine = await openEngine({ tempFolder: folder })
  const connections = await Promise.all([engine.acquire(), engine.acquire(), engine.acquire()])
  expect(new Set(connections).size).toBe(3)
  await duck.query(connections[0]!, 'CREATE TABLE t AS SELECT 1 AS a')
  for (const connection of connections) await duck.query(connection, 'SELECT a FROM t')
  for (const connection of connections) engine.release(connection)
  rmSync(folder, { recursive: true })
})
