import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { otherProcess } from './other-process.ts'
import { newFolder } from './samples.ts'

const message = { id: 'm1', receiver: '{}', body: '{"run":"r"}', at: 1_000 }

test('what a killed process had to tell is told by another one, and by one at a time', async () => {
  await using place = await newFolder()
  await using other = await otherProcess(place.folder)
  await other.catalog('queueMessages', [message])
  expect(await other.catalog('takeMessages', { now: 2_000, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
  await other.kill()
  await using catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  expect(await catalog.takeMessages({ now: 2_400, forMs: 500 })).toEqual([])
  expect(await catalog.takeMessages({ now: 2_500, forMs: 500 })).toEqual([{ ...message, tries: 0 }])
  await catalog.settleMessage('m1', 9_000)
  expect(await catalog.takeMessages({ now: 8_999, forMs: 500 })).toEqual([])
  expect(await catalog.takeMessages({ now: 9_000, forMs: 500 })).toEqual([{ ...message, tries: 1 }])
  await catalog.settleMessage('m1', undefined)
  expect(await catalog.takeMessages({ now: 99_000, forMs: 500 })).toEqual([])
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
