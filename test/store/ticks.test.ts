import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { committedFile } from '../../src/store/catalog/committed.ts'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import type { TickClaim } from '../../src/store/tick.ts'
import { otherProcess } from './other-process.ts'
import { newFolder } from './samples.ts'

const claim = (changes: Partial<TickClaim> = {}): TickClaim => ({
  ...{ schedule: 'nightly', at: 1_000, now: 1_100, overlap: 'skip', retries: 0, retryAfterMs: 0, ...changes },
})
const opened = async (folder: string) => (await openCatalog({ folder, mode: 'write' })) as Catalog
const end = { schedule: 'nightly', at: 1_000, endedAt: 1_500, run: 'run1' } as const

test('a time is given away once; what is over is done', async () => {
  await using place = await newFolder()
  await using first = await opened(place.folder)
  await using second = await opened(place.folder)
  const answers = await Promise.all([first.claimTick(claim()), second.claimTick(claim())])
  expect(answers.sort()).toEqual(['busy', 'claimed'])
  await first.endTick({ ...end, outcome: 'ok' })
  expect(await second.claimTick(claim())).toBe('done')
  expect(await second.ticks('nightly', 9)).toEqual([
    { schedule: 'nightly', at: 1_000, attempt: 0, outcome: 'ok', startedAt: 1_100, endedAt: 1_500, run: 'run1' },
  ])
})

test('while the one before goes on, the next is skipped or waits', async () => {
  await using place = await newFolder()
  await using catalog = await opened(place.folder)
  await catalog.claimTick(claim())
  expect(await catalog.claimTick(claim({ at: 2_000, overlap: 'queue' }))).toBe('busy')
  expect(await catalog.claimTick(claim({ at: 2_000 }))).toBe('done')
  expect((await catalog.ticks('nightly', 9)).map(({ outcome }) => outcome)).toEqual(['skipped', 'running'])
  expect(await catalog.claimTick(claim({ schedule: 'other' }))).toBe('claimed')
})

test('what failed is given away again after a while, so often as it is said, and what was stopped at once', async () => {
  await using place = await newFolder()
  await using catalog = await opened(place.folder)
  const again = (now: number) => catalog.claimTick(claim({ now, retries: 2, retryAfterMs: 100 }))
  await again(1_100)
  await catalog.endTick({ ...end, outcome: 'failed' })
  expect(await again(1_599)).toBe('done')
  expect(await again(1_600)).toBe('claimed')
  await catalog.endTick({ ...end, outcome: 'interrupted' })
  expect(await again(1_600)).toBe('claimed')
  await catalog.endTick({ ...end, outcome: 'failed' })
  expect(await again(1_600)).toBe('claimed')
  await catalog.endTick({ ...end, outcome: 'failed' })
  expect(await again(9_000)).toBe('done')
  expect((await catalog.ticks('nightly', 1))[0]?.attempt).toBe(2)
})

test('what is older than any clock is set back to is forgotten', async () => {
  await using place = await newFolder()
  await using catalog = await opened(place.folder)
  await catalog.claimTick(claim())
  await catalog.endTick({ ...end, outcome: 'ok' })
  await catalog.claimTick(claim({ at: 91 * 86_400_000 }))
  expect((await catalog.ticks('nightly', 9)).map(({ at }) => at)).toEqual([91 * 86_400_000])
})

test('environments have schedules of their own', async () => {
  await using place = await newFolder()
  await using one = await opened(place.folder)
  const other = (await openCatalog({ folder: place.folder, mode: 'write', environment: 'production' })) as Catalog
  await using _ = other
  expect(await one.claimTick(claim())).toBe('claimed')
  expect(await other.claimTick(claim())).toBe('claimed')
})

test('so many slots and no more, over all connections; one that is freed is given away again', async () => {
  await using place = await newFolder()
  await using one = await opened(place.folder)
  await using other = await opened(place.folder)
  const slot = (holder: string) => ({ name: 'pool api', limit: 2, holder, foreignMs: 1_000 })
  expect(await one.takeSlot(slot('a'))).toBe(true)
  expect(await other.takeSlot(slot('b'))).toBe(true)
  expect(await one.takeSlot(slot('c'))).toBe(false)
  expect(await one.takeSlot(slot('a'))).toBe(true)
  expect(await one.takeSlot({ ...slot('c'), name: 'pool other' })).toBe(true)
  await other.freeSlot(slot('b'))
  expect(await one.takeSlot(slot('c'))).toBe(true)
})

test('what a killed process had is free at once: its slot, and the time of a schedule that it was at', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await opened(place.folder)
  const slot = { name: 'pool api', limit: 1, holder: 'a', foreignMs: 1_000 }
  expect(await other.catalog('takeSlot', slot)).toBe(true)
  expect(await other.catalog('claimTick', claim())).toBe('claimed')
  expect(await catalog.takeSlot(slot)).toBe(false)
  expect(await catalog.claimTick(claim())).toBe('busy')
  await other.kill()
  expect((await catalog.ticks('nightly', 1))[0]?.outcome).toBe('interrupted')
  expect(await catalog.claimTick(claim())).toBe('claimed')
  expect(await catalog.takeSlot(slot)).toBe(true)
})

test('a store of an older format is brought up to date, with what it knows', async () => {
  await using place = await newFolder()
  await using before = await opened(place.folder)
  await before.beginRun({ id: 'run1', command: 'm', startedAt: 1, pid: process.pid, host: 'h' })
  const file = join(place.folder, 'catalog.sqlite')
  older(file)
  expect(await (await openCatalog({ folder: place.folder, mode: 'read' }))!.ticks('nightly', 9)).toEqual([])
  await using after = await opened(place.folder)
  expect(await after.claimTick(claim())).toBe('claimed')
  expect((await after.runs(9)).map(({ id }) => id)).toEqual(['run1'])
})

/** As a release without schedules leaves it. */
function older(file: string): void {
  const database = new Sqlite(file)
  database.exec(`
    DROP TABLE ticks; DROP TABLE slots; DROP TABLE outbox; DROP TABLE notices; DROP TABLE pins;
    DROP INDEX records_unfiled; ALTER TABLE records DROP COLUMN file; ALTER TABLE records DROP COLUMN partition_keys; ALTER TABLE records DROP COLUMN view;
    ALTER TABLE meta DROP COLUMN committed;
    UPDATE meta SET schema = 8`)
  database.close()
  rmSync(committedFile(file))
}
