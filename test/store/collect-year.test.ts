import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'
import { unitOf } from '../../src/unit.ts'
import { bytesIn, passDays } from '../kept/age.ts'
import { newFolder, record } from './samples.ts'

const days = Number(process.env.ASSETS_SIMULATED_DAYS ?? 60)
const day = 24 * 3600_000
const sizeBytes = 200_000

interface Made {
  readonly asset: string
  readonly partition?: string
}

/** Each of these tables has other rows than before, as after a run at night. */
async function runOf(store: Store, run: string, made: readonly Made[], sizeBytes: number): Promise<void> {
  const { catalog } = store
  await catalog.beginRun({ id: run, command: 'materialize', startedAt: Date.now(), pid: process.pid, host: 'here' })
  for (const { asset, partition = '' } of made) {
    const file = store.tmpFile(run)
    writeFileSync(file, randomBytes(sizeBytes))
    const object = await store.objects.publish({ file, asset, hold: (blob) => catalog.hold(run, [blob]) })
    const from = (await catalog.currentOf(unitOf(asset, partition)))?.id ?? null
    const { blob: version } = object
    await catalog.commit({
      record: record({ asset, partition, run, version, key: version, parts: [object], sizeBytes }),
      from,
    })
  }
  await catalog.endRun(run, { status: 'ok', endedAt: Date.now() })
}

/** A store that is made once a day and freed afterwards: its bytes beside those of what is current, at the most. */
async function simulate(madeOn: (n: number) => readonly Made[], rules: { keep: number; days: number }, span = days) {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const current = new Set<string>()
  let most = 0
  // Beside all that the rules keep, whatever that is.
  let mostOfKept = 0
  for (let n = 0; n < span; n += 1) {
    const made = madeOn(n)
    await runOf(store, `run${n}`, made, sizeBytes)
    for (const { asset, partition = '' } of made) current.add(unitOf(asset, partition))
    const now = Date.now()
    const collected = await collectGarbage(store, { keep: rules.keep, before: now - rules.days * day, now, dry: false })
    const ruled = collected.assets.reduce((sum, { keptBytes }) => sum + keptBytes, 0)
    mostOfKept = Math.max(mostOfKept, bytesIn(place.folder) / ruled)
    most = Math.max(most, bytesIn(place.folder) / (current.size * sizeBytes))
    passDays(place.root, 1)
  }
  return { most, mostOfKept, versions: (await store.catalog.versionsOf('report')).length }
}

const all = [{ asset: 'orders' }, { asset: 'customers' }, { asset: 'report' }]

describe(`a store that is made every day, for ${days} days, and freed`, {
  timeout: Math.max(120_000, days * 3000),
}, () => {
  test('stays within three times what is current where each day brings a partition, by the default rules', async () => {
    const made = (n: number) => [{ asset: 'orders', partition: `day ${n}` }, { asset: 'report' }]
    const { most, mostOfKept, versions } = await simulate(made, { keep: 3, days: 7 })
    expect(most).toBeLessThan(3)
    expect(mostOfKept).toBeLessThan(3)
    // Of a table that is another one every day they keep a week.
    expect(versions).toBe(8)
  })

  test('stays within three times where every table is another one, and one version and a day are kept', async () => {
    const { most, versions } = await simulate(() => all, { keep: 1, days: 1 })
    expect(most).toBeLessThan(3)
    expect(versions).toBe(2)
  })

  // Eight tables that have no row in common take eight times the room of one, however they are stored.
  test('has the versions of a week, and little else, where every table is another one by the default rules', async () => {
    const { most, mostOfKept, versions } = await simulate(() => all, { keep: 3, days: 7 }, 20)
    expect(versions).toBe(8)
    expect(most).toBeLessThan(9)
    expect(mostOfKept).toBeLessThan(1.5)
  })
})

test('of 200 versions that differ in one row, each a whole copy, three stay when they are older than a week', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  for (let n = 0; n < 200; n += 1) await runOf(store, `run${n}`, [{ asset: 'wide' }], 10_000)
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
