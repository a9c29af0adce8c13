import { expect, test } from 'vitest'
import { partitions, sql } from '../../src/index.ts'
import { run } from '../../src/testing/testing.ts'
import { asset } from './contents.ts'

test('a test names a partition by its key, and the function is given what a run would give', async () => {
  const days = partitions.daily({ from: '2020-01-01', timeZone: 'Europe/Madrid' })
  const hours = asset({ partitions: days }, (_, { partition }) => [
    { key: partition.key, hours: (partition.end.getTime() - partition.start.getTime()) / 3_600_000 },
  ])
  expect(await run(hours, { given: {}, partition: '2020-03-29' })).toEqual([{ key: '2020-03-29', hours: 23 }])
  await expect(run(hours, { given: {}, partition: '2020-3-29' })).rejects.toMatchObject({
    code: 'TEST_GIVEN',
    message: expect.stringContaining('has no partition "2020-3-29"'),
  })
  await expect(run(hours, { given: {}, partition: '2019-12-31' })).rejects.toMatchObject({ code: 'TEST_GIVEN' })
  const grid = partitions.cross({ day: partitions.daily({ from: '2020-01-01', until: '2020-02-01' }), of: days })
  const cells = asset({ partitions: grid }, (_, { partition }) => [{ key: partition.key }])
  const last = '2020-01-31|2020-05-01'
  expect(await run(cells, { given: {}, partition: last })).toEqual([{ key: last }])
  await expect(run(cells, { given: {}, partition: '2020-02-01|2020-05-01' })).rejects.toMatchObject({
    message: expect.stringContaining('has no partition "2020-02-01|2020-05-01"'),
  })
  await expect(run(hours, { given: {} })).rejects.toMatchObject({
    message: expect.stringContaining('has partitions, and the test gives none'),
  })
})

test('the partitions of what it reads are given by their keys', async () => {
  const days = new Map([
    ['2020-01-01', [{ n: 1 }, { n: 2 }]],
    ['2020-01-02', [{ n: 3 }]],
  ])
  const sizes = asset(({ events }) => [...events.partitions()].map(({ key, count }) => ({ key, count })))
  expect(await run(sizes, { given: { events: days } })).toEqual([
    { key: '2020-01-01', count: 2 },
    { key: '2020-01-02', count: 1 },
  ])
  const total = asset(({ events }) => sql<{ n: number }>`select sum(n)::double as n from ${events}`)
  expect(await run(total, { given: { events: days } })).toEqual([{ n: 6 }])
  await expect(run(total, { given: { events: new Map([['2020-01-01', 7]]) } as never })).rejects.toMatchObject({
    code: 'TEST_GIVEN',
    message: '7 is given for events[2020-01-01], where rows are expected',
  })
})
