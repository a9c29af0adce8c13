import { hostname } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { unitOf } from '../../src/unit.ts'
import { otherProcess } from './other-process.ts'
import { newFolder } from './samples.ts'

const request = { unit: unitOf('documents'), key: 'key1', run: 'run1' }
const ours = { ...request, run: 'run2' }

test('of two processes that ask, one gets the lease and the other sees who holds it', async () => {
  await using place = await newFolder()
  await using first = await otherProcess(place.folder)
  await using second = await otherProcess(place.folder)
  const answers = await Promise.all([first.catalog('acquireLease', request), second.catalog('acquireLease', ours)])
  const denied = answers.filter((answer) => !answer.granted)
  expect(denied.length).toBe(1)
  const winner = answers[0]!.granted ? first : second
  const run = winner === first ? 'run1' : 'run2'
  const holder = { ...request, run, pid: winner.pid, host: hostname(), since: expect.any(Number) }
  expect(denied).toEqual([{ granted: false, holder }])
  expect(await second.catalog('leases')).toEqual([holder])
})

test('the lease of a killed process is taken over at once', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  expect(await other.catalog('acquireLease', request)).toEqual({ granted: true })
  expect(await catalog!.acquireLease(ours)).toMatchObject({ granted: false, holder: { pid: other.pid } })
  await other.kill()
  expect(await catalog!.leases()).toEqual([])
  expect(await catalog!.acquireLease(ours)).toEqual({ granted: true })
})

test('a process whose event loop is blocked keeps its lease', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await other.catalog('acquireLease', request)
  await other.block()
  expect(await catalog!.acquireLease(ours)).toMatchObject({ granted: false, holder: { run: 'run1' } })
})

test('a lease that is given up can be had by the next', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await other.catalog('acquireLease', request)
  await other.catalog('releaseLease', request)
  expect(await catalog!.acquireLease(ours)).toEqual({ granted: true })
})

test('giving up a lease that another holds by now changes nothing', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await other.catalog('acquireLease', request)
  await catalog!.releaseLease(request)
  await catalog!.releaseLease(ours)
  expect((await catalog!.leases()).map((holder) => holder.pid)).toEqual([other.pid])
})

test('two runs of one process exclude each other too, and one run may ask twice', async () => {
  await using place = await newFolder()
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  expect(await catalog!.acquireLease(request)).toEqual({ granted: true })
  expect(await catalog!.acquireLease(request)).toEqual({ granted: true })
  expect(await catalog!.acquireLease(ours)).toMatchObject({ granted: false, holder: { pid: process.pid } })
})

test('leases of another asset, partition or key are independent', async () => {
  await using place = await newFolder()
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await catalog!.acquireLease(request)
  for (const other of [{ unit: unitOf('x') }, { unit: unitOf('documents', 'x') }, { key: 'x' }]) {
    expect(await catalog!.acquireLease({ ...ours, ...other })).toEqual({ granted: true })
  }
})

test('a run whose process was killed is told as interrupted', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'read' })
  const run = { id: 'run1', command: 'materialize', startedAt: 5, pid: other.pid, host: 'here' }
  await other.catalog('beginRun', run)
  expect(await catalog!.runs(9)).toEqual([{ ...run, status: 'running', endedAt: null }])
  await other.kill()
  expect(await catalog!.runs(9)).toEqual([{ ...run, status: 'interrupted', endedAt: null }])
})

test('a lease of another host is honoured until its time is over', async () => {
  await using place = await newFolder()
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await catalog!.acquireLease(request)
  const database = new Sqlite(join(place.folder, 'catalog.sqlite'))
  database.exec("UPDATE leases SET host = 'far', owner = json_set(owner, '$.host', 'far', '$.pid', 1)")
  expect(await catalog!.acquireLease(ours)).toMatchObject({ granted: false, holder: { host: 'far' } })
  database.prepare('UPDATE leases SET expires = ?').run(Date.now() - 1)
  database.close()
  expect(await catalog!.leases()).toEqual([])
  expect(await catalog!.acquireLease(ours)).toEqual({ granted: true })
})

test('the next run clears away the leases of killed processes, and no others', async () => {
  await using place = await newFolder()
  await using dead = await otherProcess(place.folder)
  await using living = await otherProcess(place.folder)
  await dead.catalog('acquireLease', request)
  await living.catalog('acquireLease', { ...request, unit: unitOf('other') })
  await dead.kill()
  await living.catalog('beginRun', { id: 'run9', command: 'm', startedAt: 1, pid: living.pid, host: 'here' })
  const database = new Sqlite(join(place.folder, 'catalog.sqlite'), { readonly: true })
  expect(database.prepare('SELECT asset FROM leases').pluck().all()).toEqual(['other'])
  database.close()
})
