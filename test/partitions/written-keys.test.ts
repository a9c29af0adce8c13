import { describe, expect, test } from 'vitest'
import { type Partitions, partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { contextOfKey, openPartitions } from '../../src/partitions/open-partitions.ts'

const opened = (of: Partitions, now: string) =>
  openPartitions(partitionsOf(of), { now: Date.parse(now), keysOf: async () => [] })
const { daily, hourly, weekly, cron } = partitions

describe('a key that somebody writes', () => {
  const madrid = daily({ from: '2026-01-01', timeZone: 'Europe/Madrid' })
  const hours = hourly({ from: '2026-01-01', timeZone: 'Europe/Madrid' })
  test.each<[string, Partitions, boolean]>([
    ['2026-01-05', madrid, true],
    ['2026-1-5', madrid, false],
    ['2026-02-30', madrid, false],
    ['2026-01', madrid, false],
    ['2026-01-05T00', madrid, false],
    ['yesterday', madrid, false],
    ['2026-10-25T02', hours, false],
    ['2026-10-25T02+01:00', hours, true],
    ['2026-10-25T02+03:00', hours, false],
    ['2026-10-25T04+01:00', hours, false],
    ['2026-03-29T02', hours, false],
    ['2026-01-06', weekly({ from: '2026-01-01' }), false],
    ['2026-01-05', weekly({ from: '2026-01-01' }), true],
    ['2026-01-05T07:00', cron('0 7 * * *', { from: '2026-01-01' }), true],
    ['2026-01-05T07:01', cron('0 7 * * *', { from: '2026-01-01' }), false],
  ])('%s', async (key, of, isKey) => {
    expect((await contextOfKey(partitionsOf(of), key)) !== undefined).toBe(isKey)
    expect((await opened(of, '2027-01-01T00:00:00Z')).has(key)).toBe(isKey)
  })

  test('what a function is given', async () => {
    const start = new Date('2026-01-04T23:00:00Z')
    const day = { key: '2026-01-05', start, end: new Date('2026-01-05T23:00:00Z') }
    expect(await contextOfKey(partitionsOf(madrid), '2026-01-05')).toEqual(day)
    const grid = partitions.cross({ topic: partitions.of(['a|b', 'c\\']), day: madrid })
    const set = await opened(grid, '2026-01-06T00:00:00Z')
    expect(set.keys.slice(-2)).toEqual(['2026-01-05|a\\|b', '2026-01-05|c\\\\'])
    expect(set.contextOf('2026-01-05|a\\|b')).toEqual({ key: '2026-01-05|a\\|b', day, topic: { key: 'a|b' } })
    expect(await contextOfKey(partitionsOf(grid), '2026-01-05|c\\\\')).toEqual(set.contextOf('2026-01-05|c\\\\'))
    expect(set.contextOf('2026-01-05|c')).toBeUndefined()
  })
})
