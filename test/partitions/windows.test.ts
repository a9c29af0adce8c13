import { Cron } from 'croner'
import { describe, expect, test } from 'vitest'
import { type Partitions, partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'
import type { PartitionSet } from '../../src/partitions/partition-set.ts'

const opened = (of: Partitions, now: string): Promise<PartitionSet> =>
  openPartitions(partitionsOf(of), { now: Date.parse(now), keysOf: async () => [] })
const iso = (instant: number) => new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z')
const windows = async (of: Partitions, now: string) => {
  const set = await opened(of, now)
  return set.keys.map((key) => {
    const { start, end } = set.windowOf(key)!
    return `${key} ${iso(start)} ${(end - start) / 3_600_000} h`
  })
}
const { daily, hourly, weekly, monthly, cron } = partitions

describe('the partitions that exist at a moment', () => {
  test.each<[string, Partitions, string, readonly string[]]>([
    ['none before the first has ended', daily({ from: '2026-01-01' }), '2026-01-01T23:59:59Z', []],
    ['one at the very end of its window', daily({ from: '2026-01-01' }), '2026-01-02T00:00:00Z', ['2026-01-01']],
    ['none where all is to come', daily({ from: '2030-01-01' }), '2026-01-02T00:00:00Z', []],
    [
      'a start that is not aligned: the first whole day',
      daily({ from: '2026-01-01T06:00' }),
      '2026-01-04T00:00:00Z',
      ['2026-01-02', '2026-01-03'],
    ],
    [
      'until is exclusive',
      daily({ from: '2026-01-01', until: '2026-01-03' }),
      '2027-01-01T00:00:00Z',
      ['2026-01-01', '2026-01-02'],
    ],
    [
      'until that is not aligned: the last whole day',
      daily({ from: '2026-01-01', until: '2026-01-03T12:00' }),
      '2027-01-01T00:00:00Z',
      ['2026-01-01', '2026-01-02'],
    ],
    [
      'keep: those that ended within it',
      daily({ from: '2026-01-01', keep: '2d' }),
      '2026-01-10T06:00:00Z',
      ['2026-01-08', '2026-01-09'],
    ],
    [
      'keep after until: none is left',
      daily({ from: '2026-01-01', until: '2026-01-03', keep: '2d' }),
      '2026-02-01T00:00:00Z',
      [],
    ],
    [
      'keep of very many: only those are looked for',
      cron('* * * * *', { from: '1990-01-01', keep: '2m' }),
      '2026-01-10T06:00:30Z',
      ['2026-01-10T05:58', '2026-01-10T05:59'],
    ],
    ['a leap day', daily({ from: '2028-02-28' }), '2028-03-02T00:00:00Z', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['no leap day in other years', daily({ from: '2100-02-28' }), '2100-03-02T00:00:00Z', ['2100-02-28', '2100-03-01']],
    [
      'a day of the zone, not of UTC',
      daily({ from: '2026-01-01', timeZone: 'America/Los_Angeles' }),
      '2026-01-02T07:59:59Z',
      [],
    ],
    ['weeks start on Monday', weekly({ from: '2026-01-01' }), '2026-01-19T00:00:00Z', ['2026-01-05', '2026-01-12']],
    [
      'unless they start on another day',
      weekly({ from: '2026-01-01', startsOn: 'sunday' }),
      '2026-01-18T00:00:00Z',
      ['2026-01-04', '2026-01-11'],
    ],
    ['months', monthly({ from: '2026-01' }), '2026-03-31T00:00:00Z', ['2026-01', '2026-02']],
    [
      'a month that begins in its middle is none',
      monthly({ from: '2026-01-02' }),
      '2026-04-01T00:00:00Z',
      ['2026-02', '2026-03'],
    ],
    [
      'hours',
      hourly({ from: '2026-01-01T22:00' }),
      '2026-01-02T01:00:00Z',
      ['2026-01-01T22', '2026-01-01T23', '2026-01-02T00'],
    ],
    [
      'a cron line',
      cron('0 7 * * 1-5', { from: '2026-01-02' }),
      '2026-01-06T07:00:00Z',
      ['2026-01-02T07:00', '2026-01-05T07:00'],
    ],
    [
      'years by a cron line',
      cron('@yearly', { from: '2020-01-01' }),
      '2022-06-01T00:00:00Z',
      ['2020-01-01T00:00', '2021-01-01T00:00'],
    ],
  ])('%s', async (_, of, now, keys) => {
    expect((await opened(of, now)).keys).toEqual(keys)
  })
})

describe('windows follow the clock of their zone', () => {
  test.each<[string, Partitions, string, readonly string[]]>([
    [
      'a day of 23 hours in Madrid',
      daily({ from: '2026-03-28', timeZone: 'Europe/Madrid' }),
      '2026-03-30T22:00:00Z',
      ['2026-03-28 2026-03-27T23:00Z 24 h', '2026-03-29 2026-03-28T23:00Z 23 h', '2026-03-30 2026-03-29T22:00Z 24 h'],
    ],
    [
      'a day of 25 hours in Madrid',
      daily({ from: '2026-10-25', timeZone: 'Europe/Madrid' }),
      '2026-10-26T23:00:00Z',
      ['2026-10-25 2026-10-24T22:00Z 25 h', '2026-10-26 2026-10-25T23:00Z 24 h'],
    ],
    [
      'a day of 23 hours in Los Angeles',
      daily({ from: '2026-03-08', timeZone: 'America/Los_Angeles' }),
      '2026-03-09T07:00:00Z',
      ['2026-03-08 2026-03-08T08:00Z 23 h'],
    ],
    [
      'a day of 25 hours in Los Angeles',
      daily({ from: '2026-11-01', timeZone: 'America/Los_Angeles' }),
      '2026-11-02T08:00:00Z',
      ['2026-11-01 2026-11-01T07:00Z 25 h'],
    ],
    [
      'half an hour less on Lord Howe Island',
      daily({ from: '2026-10-04', timeZone: 'Australia/Lord_Howe' }),
      '2026-10-04T13:00:00Z',
      ['2026-10-04 2026-10-03T13:30Z 23.5 h'],
    ],
    [
      'the missing hour of Los Angeles',
      hourly({ from: '2026-03-08T01:00', until: '2026-03-08T04:00', timeZone: 'America/Los_Angeles' }),
      '2026-12-01T00:00:00Z',
      ['2026-03-08T01 2026-03-08T09:00Z 1 h', '2026-03-08T03 2026-03-08T10:00Z 1 h'],
    ],
    [
      'the doubled hour of Los Angeles',
      hourly({ from: '2026-11-01T01:00', until: '2026-11-01T03:00', timeZone: 'America/Los_Angeles' }),
      '2026-12-01T00:00:00Z',
      [
        '2026-11-01T01-07:00 2026-11-01T08:00Z 1 h',
        '2026-11-01T01-08:00 2026-11-01T09:00Z 1 h',
        '2026-11-01T02 2026-11-01T10:00Z 1 h',
      ],
    ],
    [
      'half an hour on Lord Howe Island',
      daily({ from: '2026-04-04', timeZone: 'Australia/Lord_Howe' }),
      '2026-04-05T13:30:00Z',
      ['2026-04-04 2026-04-03T13:00Z 24 h', '2026-04-05 2026-04-04T13:00Z 24.5 h'],
    ],
    [
      'the missing hour is none',
      hourly({ from: '2026-03-29T01:00', timeZone: 'Europe/Madrid' }),
      '2026-03-29T02:00:00Z',
      ['2026-03-29T01 2026-03-29T00:00Z 1 h', '2026-03-29T03 2026-03-29T01:00Z 1 h'],
    ],
    [
      'the doubled hour is two, told apart by offset',
      hourly({ from: '2026-10-25T01:00', timeZone: 'Europe/Madrid' }),
      '2026-10-25T03:00:00Z',
      [
        '2026-10-25T01 2026-10-24T23:00Z 1 h',
        '2026-10-25T02+02:00 2026-10-25T00:00Z 1 h',
        '2026-10-25T02+01:00 2026-10-25T01:00Z 1 h',
        '2026-10-25T03 2026-10-25T02:00Z 1 h',
      ],
    ],
    [
      'an hour of which half is shown twice is one, and longer',
      hourly({ from: '2026-04-05T00:00', timeZone: 'Australia/Lord_Howe' }),
      '2026-04-04T16:30:00Z',
      [
        '2026-04-05T00 2026-04-04T13:00Z 1 h',
        '2026-04-05T01 2026-04-04T14:00Z 1.5 h',
        '2026-04-05T02 2026-04-04T15:30Z 1 h',
      ],
    ],
    [
      'an hour of which half is missing is shorter',
      hourly({ from: '2026-10-04T01:00', timeZone: 'Australia/Lord_Howe' }),
      '2026-10-03T17:00:00Z',
      [
        '2026-10-04T01 2026-10-03T14:30Z 1 h',
        '2026-10-04T02 2026-10-03T15:30Z 0.5 h',
        '2026-10-04T03 2026-10-03T16:00Z 1 h',
      ],
    ],
    [
      'a day without a midnight starts at one',
      daily({ from: '2018-11-04', timeZone: 'America/Sao_Paulo' }),
      '2018-11-05T02:00:00Z',
      ['2018-11-04 2018-11-04T03:00Z 23 h'],
    ],
    [
      'a day that the calendar jumped over is none',
      daily({ from: '2011-12-29', timeZone: 'Pacific/Apia' }),
      '2011-12-31T10:00:00Z',
      ['2011-12-29 2011-12-29T10:00Z 24 h', '2011-12-31 2011-12-30T10:00Z 24 h'],
    ],
    [
      'a week of 167 hours',
      weekly({ from: '2026-03-23', timeZone: 'Europe/Madrid' }),
      '2026-03-29T22:00:00Z',
      ['2026-03-23 2026-03-22T23:00Z 167 h'],
    ],
    [
      'a month of 745 hours',
      monthly({ from: '2026-10', timeZone: 'Europe/Madrid' }),
      '2026-10-31T23:00:00Z',
      ['2026-10 2026-09-30T22:00Z 745 h'],
    ],
    [
      'half hours ahead of UTC',
      hourly({ from: '2026-01-01T00:00', timeZone: 'Asia/Kolkata' }),
      '2025-12-31T20:30:00Z',
      ['2026-01-01T00 2025-12-31T18:30Z 1 h', '2026-01-01T01 2025-12-31T19:30Z 1 h'],
    ],
    [
      'a time of a cron line that is jumped over is made up for',
      cron('30 2 * * *', { from: '2026-03-28', timeZone: 'Europe/Madrid' }),
      '2026-03-30T00:30:00Z',
      ['2026-03-28T02:30 2026-03-28T01:30Z 23.5 h', '2026-03-29T03:00 2026-03-29T01:00Z 23.5 h'],
    ],
    [
      'one that comes twice counts once, and says at which offset',
      cron('30 2 * * *', { from: '2026-10-25', timeZone: 'Europe/Madrid' }),
      '2026-10-26T01:30:00Z',
      ['2026-10-25T02:30+02:00 2026-10-25T00:30Z 25 h'],
    ],
  ])('%s', async (_, of, now, expected) => {
    expect(await windows(of, now)).toEqual(expected)
  })

  test('windows have no gap and do not overlap, over every change of three years', async () => {
    for (const timeZone of ['Europe/Madrid', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca'])
      for (const of of [hourly, daily, weekly, monthly].map((every) => every({ from: '2009-01-01', timeZone }))) {
        const set = await opened(of, '2012-01-01T00:00:00Z')
        const all = set.keys.map((key) => set.windowOf(key)!)
        expect(new Set(set.keys).size).toBe(set.keys.length)
        expect(all.filter(({ start, end }) => !(start < end))).toEqual([])
        expect(all.filter(({ start }, place) => place > 0 && start !== all[place - 1]!.end)).toEqual([])
      }
  })
})

test.each(['0 * * * *', '*/20 1-3 * * *', '30 2 * * *', '0 0 28 2 *', '15 2,14 * * 0'])(
  'the times of %s are those that croner has in the zone, over the changes of a year',
  async (line) => {
    const timeZone = 'Australia/Lord_Howe'
    const set = await opened(cron(line, { from: '2026-01-01', timeZone }), '2027-06-01T00:00:00Z')
    const slow = new Cron(line, { mode: '5-part', fixedTimeRule: 'no-wildcard', timezone: timeZone, paused: true })
    const times: number[] = []
    for (let at = slow.nextRun(new Date('2025-12-31T12:59:59Z')); at !== null; at = slow.nextRun(at)) {
      if (at.getTime() > Date.parse('2027-06-01T00:00:00Z')) break
      times.push(at.getTime())
    }
    expect(set.keys.map((key) => set.windowOf(key)!.start)).toEqual(times.slice(0, -1))
  },
)
