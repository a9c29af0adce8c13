import { expect, test } from 'vitest'
import { mapRows } from '../../src/table/work/map-rows.ts'
import type { Tracked, Work } from '../../src/table/work/work.ts'

test('rows are told and given on after every call, and not after all that were read at once', async () => {
  async function* source(): AsyncGenerator<Tracked[]> {
    yield [0, 1, 2, 3].map((place) => ({ row: { place }, origin: { place } }))
  }
  const told: string[] = []
  const work: Work = {
    ...{
      size: 1,
      concurrency: 1,
      key: undefined,
      keeping: [],
      errors: { onRowError: 'fail', retries: undefined, maxErrors: undefined },
    },
    call: async (rows) => {
      told.push('call')
      return rows.map((row) => [row])
    },
  }
  const onDone = (rows: number) => told.push(`${rows} done`)
  const options = { step: 0, distinct: true, signal: undefined, hooks: undefined, lost: new Set<number>(), onDone }
  const given: unknown[] = []
  for await (const rows of mapRows(source(), work, options)) given.push(...rows.map(({ row }) => row))
  expect(given).toEqual([{ place: 0 }, { place: 1 }, { place: 2 }, { place: 3 }])
  expect(told.indexOf('1 done')).toBeLessThan(told.lastIndexOf('call'))
})
