import { expect, test } from 'vitest'
import { withLateness } from '../../src/app/open/lateness.ts'
import type { AssetView } from '../../src/app/open/view.ts'
import { timesOf } from '../../src/app/schedule/times.ts'
import { type Partitions, partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'

type Due = { readonly cron: string; readonly timeZone: string }
const minute = 60_000

/** The times that have come, as whoever looks every ten minutes sees them. */
async function timesSeen(due: Due, from: string, to: string): Promise<readonly string[]> {
  const times = await timesOf(due)
  const seen = new Set<number>()
  const end = Date.parse(to)
  for (let now = Date.parse(from); now < end; now += 10 * minute) seen.add(times.last(now) as number)
  return [...seen].map((at) => new Date(at).toISOString().slice(5, 16))
}

test.each<[string, Due, from: string, to: string, readonly string[]]>([
  [
    'a day of 23 hours, whose time the clock jumps over',
    { cron: '30 2 * * *', timeZone: 'Europe/Madrid' },
    '2026-03-28T01:30Z',
    '2026-03-30T12:00Z',
    ['03-28T01:30', '03-29T01:00', '03-30T00:30'],
  ],
  [
    'a day of 25 hours, whose time comes twice',
    { cron: '30 2 * * *', timeZone: 'Europe/Madrid' },
    '2026-10-24T00:30Z',
    '2026-10-26T12:00Z',
    ['10-24T00:30', '10-25T00:30', '10-26T01:30'],
  ],
  [
    'the same west of Greenwich',
    { cron: '30 1 * * *', timeZone: 'America/Los_Angeles' },
    '2026-10-31T08:30Z',
    '2026-11-02T20:00Z',
    ['10-31T08:30', '11-01T08:30', '11-02T09:30'],
  ],
  [
    'a day that is half an hour shorter',
    { cron: '15 2 * * *', timeZone: 'Australia/Lord_Howe' },
    '2026-10-02T15:45Z',
    '2026-10-05T00:00Z',
    ['10-02T15:45', '10-03T15:30', '10-04T15:15'],
  ],
  [
    'a day that is half an hour longer',
    { cron: '45 1 * * *', timeZone: 'Australia/Lord_Howe' },
    '2026-04-03T14:45Z',
    '2026-04-06T00:00Z',
    ['04-03T14:45', '04-04T14:45', '04-05T15:15'],
  ],
])('%s has one time by which a thing is due', async (_, due, from, to, expected) => {
  expect(await timesSeen(due, from, to)).toEqual(expected)
})

interface Lateness {
  readonly made: string
  readonly now: string
  readonly of?: Partitions
  /** Partitions that were never made. */
  readonly unmade?: readonly string[]
}

/** Whether something stale that was made at one moment is late at another, and since when. */
async function lateSince(due: Due, { made, now, of, unmade = [] }: Lateness) {
  const view = {
    ...{ node: { name: 'report', kind: 'asset' }, status: 'stale', causes: [] },
    record: { startedAt: Date.parse(made), durationMs: 0 },
    unmade: unmade.map((key) => ({ from: key, to: key, count: 1 })),
  } as unknown as AssetView
  const moment = { now: Date.parse(now), keysOf: async () => [] }
  const set = of === undefined ? undefined : await openPartitions(partitionsOf(of), moment)
  const workspace = { definition: () => ({ options: { dueBy: due } }), units: { set: () => set } } as never
  const [{ late } = {}] = await withLateness({ workspace, catalog: undefined }, [view], Date.parse(now))
  return late === undefined ? 'in time' : new Date(late).toISOString().slice(5, 16)
}

const morning: Due = { cron: '0 8 * * *', timeZone: 'Europe/Madrid' }
test.each<[string, made: string, now: string, string]>([
  // 08:00 is 07:00Z in winter and 06:00Z in summer: 23 hours lie between.
  ['the morning after the shorter night', '2026-03-28T06:59Z', '2026-03-29T06:00Z', '03-29T06:00'],
  ['a minute before it', '2026-03-28T06:59Z', '2026-03-29T05:59Z', 'in time'],
  ['made since the morning before the shorter night', '2026-03-28T07:00Z', '2026-03-29T06:00Z', 'in time'],
  ['the morning after the longer night', '2026-10-24T05:59Z', '2026-10-25T07:00Z', '10-25T07:00'],
  ['an hour before it, when it would be due by the summer', '2026-10-24T06:00Z', '2026-10-25T06:30Z', 'in time'],
  ['made since the morning before the longer night', '2026-10-24T06:00Z', '2026-10-25T07:00Z', 'in time'],
])('%s', async (_, made, now, expected) => {
  expect(await lateSince(morning, { made, now })).toBe(expected)
})

const options = { from: '2026-03-20', timeZone: 'Europe/Madrid' }
const days = partitions.daily(options)
const grid = partitions.cross({ day: days, topic: partitions.of(['arctic', 'indian']) })
test.each<[string, Partitions, unmade: readonly string[], now: string, string]>([
  ['the day that ended in the night', days, ['2026-03-28'], '2026-03-29T06:00Z', '03-29T06:00'],
  ['it, before the morning', days, ['2026-03-28'], '2026-03-29T05:59Z', 'in time'],
  // It was late the morning before.
  ['a day before that', days, ['2026-03-27'], '2026-03-29T06:00Z', 'in time'],
  ['an hour after the time', partitions.hourly(options), ['2026-03-29T08'], '2026-03-29T08:00Z', 'in time'],
  ['one topic of the day', grid, ['2026-03-28|indian'], '2026-03-29T06:00Z', '03-29T06:00'],
  ['what is no time', partitions.of(['a']), ['a'], '2026-03-29T06:00Z', 'in time'],
])('%s, where another partition was made since the last time', async (_, of, unmade, now, expected) => {
  expect(await lateSince(morning, { made: '2026-03-28T08:00Z', now, of, unmade })).toBe(expected)
})
