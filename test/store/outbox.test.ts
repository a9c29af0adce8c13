import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { otherProcess } from './other-process.ts'
import { newFolder } from './samples.ts'

const run = { id: 'run1', command: 'materialize', startedAt: 1, pid: process.pid, host: 'here' }
const message = { id: 'm1', receiver: '{}', body: '{"run":"r"}', at: 1_000 }

test('what a killed process had to tell is told by another one, and by one at a time', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await other.catalog('beginRun', { ...run, pid: other.pid })
  await other.catalog('endRun', run.id, { status: 'ok', endedAt: 2, messages: [message] })
  expect(await other.catalog('takeMessages', { now: 2_000, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
  await other.kill()
  await using catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  expect(await catalog.takeMessages({ now: 2_400, forMs: 500 })).toEqual([])
  expect(await catalog.takeMessages({ now: 2_500, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
  await catalog.settleMessage('m1', 9_000)
  expect(await catalog.takeMessages({ now: 8_999, forMs: 500 })).toEqual([])
  expect(await catalog.takeMessages({ now: 9_000, forMs: 500 })).toEqual([{ ...message, tries: 1 }])
  // The clock was days ahead when it was put off.
  await catalog.settleMessage('m1', 9_000 + 3 * 86_400_000)
  expect(await catalog.areMessagesDue(9_001)).toBe(true)
  expect(await catalog.takeMessages({ now: 9_001, forMs: 500 })).toEqual([{ ...message, tries: 2 }])
  expect(await catalog.areMessagesDue(9_002)).toBe(false)
  await catalog.settleMessage('m1', undefined)
  expect(await catalog.takeMessages({ now: 99_000, forMs: 500 })).toEqual([])
})

test('a run whose process was killed is told of once, by whoever looks first', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await other.catalog('beginRun', { ...run, pid: other.pid })
  await using catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  await catalog.beginRun({ ...run, id: 'run2' })
  expect(await catalog.killedRuns(0)).toEqual([])
  await other.kill()
  expect((await catalog.killedRuns(0)).map(({ id }) => id)).toEqual(['run1'])
  expect(await catalog.killedRuns(2)).toEqual([])
  expect(await catalog.tellKilledRun('run1', [message])).toBe(true)
  expect(await catalog.tellKilledRun('run1', [{ ...message, id: 'm2' }])).toBe(false)
  expect(await catalog.killedRuns(0)).toEqual([])
  expect(await catalog.takeMessages({ now: 2_000, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
  // When it ended nobody knows, as before.
  expect(await catalog.runs(9, 'run1')).toMatchObject([{ status: 'interrupted', endedAt: null }])
})

test('of two processes that judge the same time, the messages of one are kept', async () => {
  await using place = await newFolder()
  await using catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  await using other = await otherProcess(place.folder)
  const [report, index] = [
    { subject: 'due report', at: 500 },
    { subject: 'due index', at: 500 },
  ]
  expect(await other.catalog('notice', { notices: [report], messages: [message] })).toBe(true)
  const late = { notices: [index, report], messages: [{ ...message, id: 'm2' }] }
  expect(await catalog.notice(late)).toBe(false)
  expect(await catalog.noticed([index, report])).toEqual([report])
  expect(await catalog.takeMessages({ now: 2_000, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
})
