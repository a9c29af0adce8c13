import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'
import { unitOf } from '../../src/unit.ts'
import { bytesIn, passDays } from '../kept/age.ts'
import { newFolder, record } from './samples.ts'

const days = Number(process.env.ASSETS_SIMULATED_DAYS ?? 60)
const day = 24 * 3600_000
const daily = { assets: ['orders', 'customers', 'report'], sizeBytes: 200_000 }

/** Every table of the store has other rows, as after a run at night. */
async function runOf(store: Store, run: string, { assets, sizeBytes } = daily): Promise<void> {
  const { catalog } = store
  await catalog.beginRun({ id: run, command: 'materialize', startedAt: Date.now(), pid: process.pid, host: 'here' })
  for (const asset of assets) {
    const file = store.tmpFile(run)
    writeFileSync(file, randomBytes(sizeBytes))
    const made = await store.objects.publish({ file, asset, hold: (blob) => catalog.hold(run, [blob]) })
    const from = (await catalog.currentOf(unitOf(asset)))?.id ?? null
    const version = made.blob
    await catalog.commit({ record: record({ asset, run, version, key: version, parts: [made], sizeBytes }), from })
  }
  await catalog.endRun(run, { status: 'ok', endedAt: Date.now() })
}

test(`a store that is made every day for ${days} days, and freed, stays within three times what is current`, async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  let most = 0
  for (let n = 0; n < days; n += 1) {
    await runOf(store, `run${n}`)
    const now = Date.now()
    await collectGarbage(store, { keep: 1, before: now - day, now, dry: false })
    most = Math.max(most, bytesIn(place.folder))
    passDays(place.root, 1)
  }
  expect(most / (daily.assets.length * daily.sizeBytes)).toBeLessThan(3)
  expect(await store.catalog.versionsOf('orders')).toHaveLength(2)
})

test('of 200 versions that differ in one row, each a whole copy, three stay when they are older than a week', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  for (let n = 0; n < 200; n += 1) await runOf(store, `run${n}`, { assets: ['wide'], sizeBytes: 10_000 })
  const collect = () => {
    const now = Date.now()
    return collectGarbage(store, { keep: 3, before: now - 7 * day, now, dry: false })
  }
  const [recent] = (await collect()).assets
  expect(recent).toMatchObject({ records: { kept: 200, freed: 0 }, keptBytes: 200 * 10_000 })
  passDays(place.root, 8)
  const [old] = (await collect()).assets
  expect(old).toMatchObject({ records: { kept: 3, freed: 197 }, keptBytes: 3 * 10_000 })
})
