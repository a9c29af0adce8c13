import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { aliveMs, renewMs } from '../../src/store/catalog/statements/heartbeat.ts'
import { unitOf } from '../../src/unit.ts'
import { newFolder } from './samples.ts'

const lease = { unit: unitOf('documents'), key: 'key1', run: 'run1' }
const other = { ...lease, run: 'run2' }
const slot = { name: 'pool model', limit: 1, holder: 'run1 documents', foreignMs: 12 * 3_600_000 }
const at = Date.now()
const tick = { schedule: 'nightly', at, now: at, overlap: 'queue', retries: 0, retryAfterMs: 0 } as const

afterEach(() => void vi.useRealTimers())

/** A catalog in which this process holds one of each, and looks like one of another host by now. */
async function heldFarAway() {
  const place = await newFolder()
  const catalog = (await openCatalog({ folder: place.folder, mode: 'write' }))!
  await catalog.beginRun({ id: 'run1', command: 'materialize', startedAt: at, pid: process.pid, host: 'far' })
  await catalog.acquireLease(lease)
  await catalog.takeSlot(slot)
  await catalog.claimTick(tick)
  await catalog.hold('run1', ['abc'])
  const database = new Sqlite(join(place.folder, 'catalog.sqlite'))
  for (const table of ['leases', 'slots', 'ticks', 'runs', 'holds'])
    database.exec(`UPDATE ${table} SET owner = json_set(owner, '$.host', 'far', '$.pid', 1)`)
  database.exec("UPDATE slots SET name = 'heartbeat ' || owner WHERE name LIKE 'heartbeat %'")
  const heldNow = async () => ({
    lease: !(await catalog.acquireLease(other)).granted,
    slot: !(await catalog.takeSlot({ ...slot, holder: 'run2 documents' })),
    tick: (await catalog.claimTick({ ...tick, at: at + 1 })) === 'busy',
    run: (await catalog.runs(9)).map(({ status }) => status),
    killed: (await catalog.killedRuns(0)).length,
  })
  return {
    ...{ catalog, database, heldNow },
    async [Symbol.asyncDispose]() {
      database.close()
      await catalog[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}

test('whoever cannot be seen and has said that it lives holds what it holds', async () => {
  await using far = await heldFarAway()
  expect(await far.heldNow()).toEqual({ lease: true, slot: true, tick: true, run: ['running'], killed: 0 })
})

test('whoever cannot be seen and says no more that it lives has ended: nothing is its own', async () => {
  await using far = await heldFarAway()
  far.database.prepare("UPDATE slots SET expires = ? WHERE name LIKE 'heartbeat %'").run(Date.now() - 1)
  expect(await far.heldNow()).toEqual({ lease: false, slot: false, tick: false, run: ['interrupted'], killed: 1 })
})

test('a process says again and again that it lives, from when it holds something until it closes the catalog', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await using place = await newFolder()
  const heartbeats = () => {
    const database = new Sqlite(join(place.folder, 'catalog.sqlite'))
    const expires = database.prepare("SELECT expires FROM slots WHERE name LIKE 'heartbeat %'").pluck().all()
    database.close()
    return expires as number[]
  }
  {
    await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
    await catalog!.current()
    expect(heartbeats()).toEqual([])
    await catalog!.acquireLease(lease)
    const [first] = heartbeats()
    expect(first).toBeGreaterThan(Date.now() + aliveMs - renewMs)
    await vi.advanceTimersByTimeAsync(renewMs)
    await vi.waitFor(() => expect(heartbeats()[0]).toBeGreaterThan(first as number))
  }
  expect(vi.getTimerCount()).toBe(0)
})

test('heartbeats of long ago are taken away with the next run', async () => {
  await using far = await heldFarAway()
  const count = () => far.database.prepare("SELECT count(*) FROM slots WHERE name LIKE 'heartbeat %'").pluck().get()
  far.database.exec("UPDATE slots SET expires = 0 WHERE name LIKE 'heartbeat %'")
  await far.catalog.beginRun({ id: 'run9', command: 'materialize', startedAt: at, pid: process.pid, host: 'here' })
  expect(count()).toBe(0)
})
