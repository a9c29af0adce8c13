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
