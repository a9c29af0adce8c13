import { describe, expect, test } from 'vitest'
import { type Partitions, partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { type Reads, readsRuleOf } from '../../src/define/partitions/reads.ts'
import { keysRead } from '../../src/partitions/keys-read.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'

const { daily, hourly, weekly, monthly, of, from, cross, all, last, latest, only, overlapping, previous, same } =
  partitions
const start = { from: '2026-01-01' }
const madrid = { ...start, timeZone: 'Europe/Madrid' }
const days = daily(start)
const topics = of(['arctic', 'indian'])

interface Case {
  readonly reader?: Partitions
  readonly key?: string
  readonly upstream: Partitions
  readonly reads?: Reads
  readonly now?: string
}
/** The keys that are read and, with why, those that are not there. */
async function read({ reader, key = '', upstream, reads, now = '2026-03-01T12:00:00Z' }: Case): Promise<string[]> {
  const moment = { now: Date.parse(now), keysOf: async () => ['z', 'a'] }
  const sets = await Promise.all([reader, upstream].map((each) => openPartitions(partitionsOf(each), moment)))
  const rule = reads && readsRuleOf(reads)
  const { keys, absent } = keysRead({ reader: sets[0]!, upstream: sets[1]!, rule })(key)
  return [...keys, ...absent.map((one) => `${one.key} ${one.why}`)]
}
const hoursOf = (day: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, hour) => `${day}T${String(from + hour).padStart(2, '0')}`)

describe('what the definitions say', () => {
  test.each<[string, Case, readonly string[]]>([
    ['equal: the same', { reader: days, key: '2026-01-05', upstream: daily(start) }, ['2026-01-05']],
    ['equal keys: the same', { reader: topics, key: 'arctic', upstream: of(['arctic', 'indian']) }, ['arctic']],
    ['other keys: all', { reader: topics, key: 'arctic', upstream: of(['x', 'y']) }, ['x', 'y']],
    ['keys of data, to itself', ((one) => ({ reader: one, key: 'a', upstream: one }))(from(() => [])), ['a']],
    ['no partitions: all', { upstream: daily({ ...start, until: '2026-01-03' }) }, ['2026-01-01', '2026-01-02']],
    ['time of keys: all', { reader: days, key: '2026-01-05', upstream: topics }, ['arctic', 'indian']],
    ['keys of time: all', { reader: topics, key: 'arctic', upstream: monthly(start) }, ['2026-01', '2026-02']],
    ['daily of hourly', { reader: days, key: '2026-01-05', upstream: hourly(start) }, hoursOf('2026-01-05', 0, 23)],
    [
      'daily of hourly: a day of 23 hours',
      { reader: daily(madrid), key: '2026-03-29', upstream: hourly(madrid), now: '2026-04-01T00:00:00Z' },
      hoursOf('2026-03-29', 0, 23).filter((hour) => hour !== '2026-03-29T02'),
    ],
    [
      'daily of hourly: a day of 25 hours',
      { reader: daily(madrid), key: '2026-10-25', upstream: hourly(madrid), now: '2026-11-01T00:00:00Z' },
      [...hoursOf('2026-10-25', 0, 1), '2026-10-25T02+02:00', '2026-10-25T02+01:00', ...hoursOf('2026-10-25', 3, 23)],
    ],
    ['hourly of daily', { reader: hourly(start), key: '2026-01-05T23', upstream: days }, ['2026-01-05']],
    [
      'weekly of daily',
      { reader: weekly(start), key: '2026-01-05', upstream: days },
      ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-10', '2026-01-11'],
    ],
    [
      'monthly of daily',
      { reader: monthly(start), key: '2026-02', upstream: days },
      Array.from({ length: 28 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}`),
    ],
    [
      'monthly of daily: of a leap year',
      { reader: monthly(start), key: '2028-02', upstream: daily({ from: '2028-02-28' }), now: '2028-03-02T00:00:00Z' },
      [
        '2028-02-28',
        '2028-02-29',
        ...Array.from({ length: 27 }, (_, day) => `2028-02-${String(day + 1).padStart(2, '0')} before`),
      ],
    ],
    [
      'hourly of daily: the doubled hour',
      { reader: hourly(madrid), key: '2026-10-25T02+01:00', upstream: daily(madrid), now: '2026-11-01T00:00:00Z' },
      ['2026-10-25'],
    ],
    [
      'monthly of weekly: also those of which a part is in it',
      { reader: monthly(start), key: '2026-02', upstream: weekly(start) },
      ['2026-01-26', '2026-02-02', '2026-02-09', '2026-02-16', '2026-02-23 later'],
    ],
    [
      'days of two zones overlap',
      { reader: daily(madrid), key: '2026-01-05', upstream: days },
      ['2026-01-04', '2026-01-05'],
    ],
    [
      'of which one has not ended',
      { reader: daily(madrid), key: '2026-01-05', upstream: days, now: '2026-01-05T23:30:00Z' },
      ['2026-01-04', '2026-01-05 later'],
    ],
    [
      'an upstream that starts later',
      { reader: weekly(start), key: '2026-01-05', upstream: daily({ from: '2026-01-09' }) },
      [
        '2026-01-09',
        '2026-01-10',
        '2026-01-11',
        '2026-01-05 before',
        '2026-01-06 before',
        '2026-01-07 before',
        '2026-01-08 before',
      ],
    ],
    [
      'an upstream that has ended',
      { reader: days, key: '2026-01-05', upstream: daily({ ...start, until: '2026-01-05' }) },
      ['2026-01-05 after'],
    ],
    [
      'an upstream that is kept for less long',
      { reader: days, key: '2026-01-05', upstream: daily({ ...start, keep: '9d' }) },
      ['2026-01-05 dropped'],
    ],
    [
      'a cross of its dimension: the same',
      { reader: cross({ day: days, topic: topics }), key: '2026-01-05|arctic', upstream: days },
      ['2026-01-05'],
    ],
    [
      'a dimension of a cross: the same, of all others',
      { reader: days, key: '2026-01-05', upstream: cross({ topic: topics, day: days }) },
      ['2026-01-05|arctic', '2026-01-05|indian'],
    ],
    [
      'a week of a cross by day',
      {
        reader: weekly(start),
        key: '2026-02-02',
        upstream: cross({ day: daily({ from: '2026-02-01' }), topic: of(['x']) }),
      },
      ['2026-02-02|x', '2026-02-03|x', '2026-02-04|x', '2026-02-05|x', '2026-02-06|x', '2026-02-07|x', '2026-02-08|x'],
    ],
    [
      'a cross of a cross: by the names of the dimensions',
      {
        reader: cross({ day: days, topic: topics }),
        key: '2026-01-05|indian',
        upstream: cross({ topic: topics, tenant: of(['x', 'y']), day: days }),
      },
      ['2026-01-05|x|indian', '2026-01-05|y|indian'],
    ],
  ])('%s', async (_, of, keys) => {
    expect(await read(of)).toEqual(keys)
  })
})

describe('what `reads` says', () => {
  const of5 = { reader: days, key: '2026-01-05', upstream: days }
  const first = { reader: days, key: '2026-01-01', upstream: days }
  test.each<[string, Case, readonly string[]]>([
    ['a lag of one', { ...of5, reads: previous() }, ['2026-01-04']],
    ['a lag of three', { ...of5, reads: previous(3) }, ['2026-01-02']],
    ['a lag of the first', { ...first, reads: previous() }, ['2025-12-31 before']],
    ['a lag of the first, left out', { ...first, reads: previous(1, { missing: 'skip' }) }, []],
    [
      'a lag over months of other lengths',
      { reader: monthly(start), key: '2026-02', upstream: monthly(start), reads: previous() },
      ['2026-01'],
    ],
    ['a lag of windows of another length', { ...of5, upstream: hourly(start), reads: previous() }, ['2026-01-04T23']],
    ['the last three', { ...of5, reads: last(3) }, ['2026-01-03', '2026-01-04', '2026-01-05']],
    [
      'the last three of the first',
      { ...first, reads: last(3) },
      ['2026-01-01', '2025-12-30 before', '2025-12-31 before'],
    ],
    ['those of them that there are', { ...first, reads: last(3, { missing: 'skip' }) }, ['2026-01-01']],
    [
      'what has not ended is waited for all the same',
      {
        reader: daily(madrid),
        key: '2026-01-05',
        upstream: days,
        now: '2026-01-05T23:30:00Z',
        reads: last(2, { missing: 'skip' }),
      },
      ['2026-01-04', '2026-01-05 later'],
    ],
    ['the newest two, without a window', { upstream: days, reads: last(2) }, ['2026-02-27', '2026-02-28']],
    ['the newest', { ...of5, reads: latest() }, ['2026-02-28']],
    ['the newest of none', { upstream: daily({ from: '2027-01-01' }), reads: latest() }, []],
    ['one of them', { ...of5, reads: only('2026-01-02') }, ['2026-01-02']],
    ['one that there is not', { ...of5, reads: only('2026-1-2') }, ['2026-1-2 unknown']],
    ['all', { ...of5, upstream: monthly(start), reads: all() }, ['2026-01', '2026-02']],
    ['the same of other definitions', { ...of5, upstream: daily(madrid), reads: same() }, ['2026-01-05']],
    [
      'the same where there is none',
      { reader: topics, key: 'indian', upstream: of(['arctic']), reads: same() },
      ['indian unknown'],
    ],
    [
      'the same key, which is kept no longer',
      { ...of5, upstream: daily({ ...madrid, keep: '9d' }), reads: same() },
      ['2026-01-05 dropped'],
    ],
    [
      'the same key, before the first',
      { ...of5, upstream: daily({ from: '2026-02-01' }), reads: same() },
      ['2026-01-05 before'],
    ],
    [
      'the same key, whose window ends later in its zone, is waited for',
      {
        ...of5,
        upstream: daily({ ...start, timeZone: 'America/Los_Angeles' }),
        reads: same(),
        now: '2026-01-06T06:00:00Z',
      },
      ['2026-01-05 later'],
    ],
    [
      'one of them that is kept no longer',
      { ...of5, upstream: daily({ ...start, keep: '9d' }), reads: only('2026-01-02') },
      ['2026-01-02 dropped'],
    ],
    [
      'the same key of a cross: what will never be is told before what is gone',
      {
        reader: cross({ day: days, topic: of(['x']) }),
        key: '2026-01-05|x',
        upstream: cross({ day: daily({ ...start, keep: '9d' }), topic: topics }),
        reads: same(),
      },
      ['2026-01-05|x unknown'],
    ],
    [
      'what overlaps, of days before the first',
      {
        reader: monthly(start),
        key: '2026-01',
        upstream: daily({ from: '2026-01-31' }),
        reads: overlapping({ missing: 'skip' }),
      },
      ['2026-01-31'],
    ],
    [
      'a lag in a cross: of its own topic',
      {
        reader: cross({ day: days, topic: topics }),
        key: '2026-01-05|indian',
        upstream: cross({ day: days, topic: topics }),
        reads: previous(),
      },
      ['2026-01-04|indian'],
    ],
    [
      'the newest of a cross',
      { upstream: cross({ day: days, topic: topics }), reads: latest() },
      ['2026-02-28|arctic', '2026-02-28|indian'],
    ],
  ])('%s', async (_, of, keys) => {
    expect(await read(of)).toEqual(keys)
  })
})

test('what is kept no longer is told of, also where it may be left out, and of a cross', async () => {
  const moment = { now: Date.parse('2026-01-16T12:00:00Z'), keysOf: async () => [] }
  const kept = daily({ ...start, keep: '9d' })
  const droppedOf = async (upstream: Partitions, reads?: Reads) => {
    const sets = await Promise.all([weekly(start), upstream].map((each) => openPartitions(partitionsOf(each), moment)))
    const { keys, dropped } = keysRead({ reader: sets[0]!, upstream: sets[1]!, rule: reads && readsRuleOf(reads) })(
      '2026-01-05',
    )
    return [keys.length, dropped]
  }
  expect(await droppedOf(kept)).toEqual([5, ['2026-01-05', '2026-01-06']])
  expect(await droppedOf(kept, overlapping({ missing: 'skip' }))).toEqual([5, ['2026-01-05', '2026-01-06']])
  expect(await droppedOf(days)).toEqual([7, undefined])
  expect(await droppedOf(kept, only('2026-01-06'))).toEqual([0, ['2026-01-06']])
  expect(await droppedOf(kept, only('2026-01-08'))).toEqual([1, undefined])
  const grid = cross({ day: kept, topic: topics })
  expect(await droppedOf(grid, only('2026-01-06|indian'))).toEqual([0, ['2026-01-06|indian']])
  const gone = ['2026-01-05|arctic', '2026-01-05|indian', '2026-01-06|arctic', '2026-01-06|indian']
  expect(await droppedOf(grid)).toEqual([10, gone])
})

test('of windows that are there, what overlaps is found by their places as by the calendar', async () => {
  const moment = { now: Date.parse('2026-12-01T00:00:00Z'), keysOf: async () => [] }
  const readers = [weekly(madrid), monthly(start), daily({ ...start, timeZone: 'Australia/Lord_Howe' })]
  const upstream = await openPartitions(partitionsOf(hourly(madrid)), moment)
  for (const each of readers) {
    const reader = await openPartitions(partitionsOf(each), moment)
    const read = keysRead({ reader, upstream })
    for (const key of reader.keys.slice(1, -1)) {
      const { start, end } = reader.windowOf(key)!
      const slow = upstream.keys.filter(
        (hour) => upstream.windowOf(hour)!.start < end && upstream.windowOf(hour)!.end > start,
      )
      expect(read(key).keys).toEqual(slow)
    }
  }
})
