import { expect, test } from 'vitest'
import { partitions } from '../../src/index.ts'
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
