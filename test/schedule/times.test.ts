import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextLook, pendingTick, timesOf } from '../../src/app/schedule/times.ts'
import type { Schedule } from '../../src/define/by-itself/schedule.ts'
import type { Tick } from '../../src/store/tick.ts'

/** What is run at each look at the clock, and noted as the catalog notes it. */
async function simulated(schedule: Schedule, looks: readonly string[]): Promise<readonly string[]> {
  const times = await timesOf(schedule)
  const ticks: Tick[] = []
  return looks.map((look) => {
    const now = Date.parse(look)
    const pending = pendingTick({ schedule, times, ticks: ticks.toSorted((a, b) => b.at - a.at), now })
    if (pending === undefined) return '-'
    const { at, action } = pending
    const outcome = action === 'run' ? ('ok' as const) : ('skipped' as const)
    ticks.push({ schedule: 'x', at, attempt: 0, outcome, startedAt: now, endedAt: now, run: null })
    return `${action} ${new Date(at).toISOString().slice(5, 16)}`
  })
}

const nightly: Schedule = { cron: '0 2 * * *' }
const hourly: Schedule = { every: '1h' }
const day = (n: number, time: string) => `2026-03-${String(n).padStart(2, '0')}T${time}:00Z`

describe('what is run where the clock says', () => {
  test.each<[string, Schedule, readonly string[], readonly string[]]>([
    [
      'each time once, however often somebody looks',
      nightly,
      [day(1, '01:59'), day(1, '02:00'), day(1, '02:01'), day(1, '23:00'), day(2, '02:03')],
      ['let 02-28T02:00', 'run 03-01T02:00', '-', '-', 'run 03-02T02:00'],
    ],
    [
      'a schedule that is new has missed nothing, and misses nothing from then on',
      nightly,
      [day(1, '15:00'), day(1, '16:00'), day(2, '09:00')],
      ['let 03-01T02:00', '-', 'run 03-02T02:00'],
    ],
    [
      'asleep for two days: one run',
      hourly,
      [day(1, '10:00'), day(3, '10:20'), day(3, '10:21'), day(3, '11:00')],
      ['run 03-01T10:00', 'run 03-03T10:00', '-', 'run 03-03T11:00'],
    ],
    [
      'asleep for two days, and nothing is to be made up for',
      { ...hourly, catchUp: 'none' },
      [day(1, '10:00'), day(3, '10:20'), day(3, '10:59'), day(3, '11:00')],
      ['run 03-01T10:00', '-', '-', 'run 03-03T11:00'],
    ],
    [
      'ten minutes are not late',
      { ...nightly, catchUp: 'none' },
      [day(1, '02:09'), day(2, '02:11')],
      ['run 03-01T02:00', '-'],
    ],
    [
      'a clock that is set back runs nothing twice',
      hourly,
      [day(1, '10:00'), day(1, '11:00'), day(1, '10:30'), day(1, '11:00'), day(1, '12:00')],
      ['run 03-01T10:00', 'run 03-01T11:00', '-', '-', 'run 03-01T12:00'],
    ],
    [
      'a clock that was a day ahead and is set right leaves nothing out',
      hourly,
      [day(1, '10:00'), day(2, '10:00'), day(1, '11:00'), day(1, '12:00'), day(2, '10:00'), day(2, '11:00')],
      ['run 03-01T10:00', 'run 03-02T10:00', 'run 03-01T11:00', 'run 03-01T12:00', '-', 'run 03-02T11:00'],
    ],
    [
      'a time that the clock of the zone jumps over is made up for',
      { cron: '30 2 * * *', timeZone: 'Europe/Madrid' },
      [day(28, '01:30'), day(29, '00:59'), day(29, '01:00'), day(29, '01:30'), day(30, '00:30')],
      ['run 03-28T01:30', '-', 'run 03-29T01:00', '-', 'run 03-30T00:30'],
    ],
    [
      'a time that comes twice is run once',
      { cron: '30 2 * * *', timeZone: 'Europe/Madrid' },
      ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
      ['run 10-25T00:30', '-', 'run 10-26T01:30'],
    ],
    [
      'every hour is every hour, also where it comes twice',
      { cron: '0 * * * *', timeZone: 'Europe/Madrid' },
      ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z'],
      ['run 10-25T00:00', 'run 10-25T01:00', 'run 10-25T02:00'],
    ],
  ])('%s', async (_, schedule, looks, expected) => {
    expect(await simulated(schedule, looks)).toEqual(expected)
  })
})

test('whatever the clock does, no time is run twice, and none that has come is left out', async () => {
  const schedules = fc.constantFrom<Schedule>(
    { every: '1h' },
    { every: '7m' },
    { cron: '30 2 * * *', timeZone: 'Europe/Madrid' },
    { cron: '*/15 * * * *', timeZone: 'Australia/Lord_Howe' },
  )
  const minute = 60_000
  const step = fc.oneof(
    fc.integer({ min: 1, max: 30 }),
    // Set back, set forward, and asleep.
    fc.integer({ min: -26 * 60, max: 26 * 60 }),
    fc.constant(2 * 24 * 60),
  )
  await fc.assert(
    fc.asyncProperty(schedules, fc.array(step, { minLength: 1, maxLength: 40 }), async (schedule, steps) => {
      const times = await timesOf(schedule)
      const looks = [Date.parse('2026-03-27T10:00:00Z')]
      for (const by of steps) looks.push((looks.at(-1) as number) + by * minute)
      const seen = await simulated(
        schedule,
        looks.map((look) => new Date(look).toISOString()),
      )
      const run = seen.filter((one) => one !== '-').map((one) => one.replace(/^\w+ /, ''))
      expect(run).toEqual([...new Set(run)])
      const come = looks.map((look) => new Date(times.last(look) as number).toISOString().slice(5, 16))
      expect(new Set(run)).toEqual(new Set(come))
    }),
    { numRuns: 60 },
  )
})

test('a schedule whose times are edited runs none that was before its last, and does not look at once for ever', async () => {
  const times = await timesOf({ cron: '0 20 * * *' })
  const tick = (n: number, at: string, outcome: Tick['outcome']): Tick => ({
    ...{ schedule: 'x', at: Date.parse(day(n, at)), attempt: 0, run: 'r', outcome },
    ...{ startedAt: Date.parse(day(n, at)), endedAt: Date.parse(day(n, at)) },
  })
  const schedule: Schedule = { cron: '0 20 * * *', retryFailed: { after: '1m', times: 3 } }
  const question = { schedule, times, ticks: [tick(2, '02:00', 'failed')] }
  const now = Date.parse(day(2, '10:00'))
  // At 20:00 of the day before it had another time, which came at 02:00.
  expect(pendingTick({ ...question, now })).toBeUndefined()
  expect(nextLook({ ...question, now })).toBe(Date.parse(day(2, '20:00')))
  // One that was run by a clock which was ahead covers nothing.
  const ahead = [tick(9, '02:00', 'ok'), tick(1, '02:00', 'ok')]
  expect(pendingTick({ ...question, ticks: ahead, now })).toMatchObject({ at: Date.parse(day(1, '20:00')) })
})

describe('a time that did not end well', () => {
  const schedule: Schedule = { ...nightly, retryFailed: { after: '30m', times: 2 } }
  const at = Date.parse(day(1, '02:00'))
  const tick = (changes: Partial<Tick>): Tick => ({
    ...{ schedule: 'x', at, attempt: 0, startedAt: at, endedAt: at + 60_000, outcome: 'failed', run: 'r', ...changes },
  })
  test.each<[string, Schedule, Partial<Tick>, string, boolean]>([
    ['failed, without retries', nightly, {}, day(1, '09:00'), false],
    ['failed, too early', schedule, {}, day(1, '02:30'), false],
    ['failed, after the time', schedule, {}, day(1, '02:31'), true],
    ['failed for the last time', schedule, { attempt: 2 }, day(1, '09:00'), false],
    ['was stopped', nightly, { outcome: 'interrupted' }, day(1, '02:02'), true],
    ['goes on', nightly, { outcome: 'running', endedAt: null }, day(1, '09:00'), false],
    ['went well', schedule, { outcome: 'ok' }, day(1, '09:00'), false],
  ])('%s', async (_, of, changes, now, isRun) => {
    const question = { schedule: of, times: await timesOf(of), ticks: [tick(changes)], now: Date.parse(now) }
    expect(pendingTick(question)).toEqual(isRun ? { at, action: 'run' } : undefined)
  })

  test('is looked at again when it may be tried again, and at the next time', async () => {
    const times = await timesOf(schedule)
    const look = (ticks: readonly Tick[], now: string) =>
      new Date(nextLook({ schedule, times, ticks, now: Date.parse(now) })).toISOString()
    expect(look([tick({})], day(1, '02:05'))).toBe('2026-03-01T02:31:00.000Z')
    expect(look([tick({ outcome: 'ok' })], day(1, '02:05'))).toBe('2026-03-02T02:00:00.000Z')
    expect(look([tick({ attempt: 2 })], day(1, '02:05'))).toBe('2026-03-02T02:00:00.000Z')
  })
})
