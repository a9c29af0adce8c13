import { expect, test } from 'vitest'
import { z } from 'zod'
import { partitions, sql } from '../../src/index.ts'
import { run } from '../../src/testing/testing.ts'
import { asset } from './contents.ts'

const schema = z.object({ id: z.number(), city: z.string() })
const days = partitions.daily({ from: '2020-01-01' })

const seen = asset({ schema, previous: true }, async (_, { previous }) => [
  ...((await previous?.all()) ?? []),
  { id: 9, city: 'Lima' },
])

test('a test gives the rows of the last version, and none are the first time', async () => {
  expect(await run(seen, { given: {} })).toEqual([{ id: 9, city: 'Lima' }])
  expect(await run(seen, { given: {}, previous: [{ id: 1, city: 'Oslo' }] })).toEqual([
    { id: 1, city: 'Oslo' },
    { id: 9, city: 'Lima' },
  ])
  expect(await run(seen, { given: {}, previous: [] })).toEqual([{ id: 9, city: 'Lima' }])
})

test('sql reads it, and of partitions of time it is the day before', async () => {
  const counted = asset(
    { schema: z.object({ n: z.number() }), previous: true, partitions: days },
    (_, { previous, partition }) =>
      previous === undefined ? { n: 1 } : sql`SELECT n + 1 AS n FROM ${previous} WHERE ${partition.key} > '2020'`,
  )
  expect(await run(counted, { given: {}, partition: '2020-01-05' })).toEqual([{ n: 1 }])
  expect(await run(counted, { given: {}, partition: '2020-01-05', previous: [{ n: 4 }] })).toEqual([{ n: 5 }])
})

test('rows that its schema refuses, and rows for what reads no past, are mistakes of the test', async () => {
  await expect(run(seen, { given: {}, previous: [{ id: 'one' }] as never })).rejects.toMatchObject({
    code: 'ASSET_SCHEMA',
    fix: expect.stringContaining('mend the row that is given'),
  })
  const plain = asset(() => [{ id: 1 }])
  await expect(run(plain, { given: {}, previous: [{ id: 1 }] })).rejects.toMatchObject({
    code: 'TEST_GIVEN',
    message: '"previous" is given, and its options have no previous',
    fix: 'leave it out, or give the asset previous: true and a schema',
  })
  await expect(run(seen, { given: {}, previous: 7 as never })).rejects.toMatchObject({
    code: 'TEST_GIVEN',
    message: 'previous is 7',
  })
})
