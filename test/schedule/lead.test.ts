import { expect, test } from 'vitest'
import { type LeadTools, leadSchedules } from '../../src/app/schedule/lead.ts'
import { timesOf } from '../../src/app/schedule/times.ts'
import type { Schedule } from '../../src/define/by-itself/schedule.ts'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { newFolder } from '../store/samples.ts'

const start = Date.parse('2026-03-01T10:00:00Z')
const clock = (now: number) => new Date(now).toISOString().slice(11, 19)

interface Simulation {
  readonly schedule: Schedule
  readonly untilMs: number
  /** How long a run takes. */
  readonly runMs?: number
  /** What the clock is set to, by how many looks there have been. */
  readonly jumps?: Readonly<Record<number, number>>
  /** Something is to be made by each of these times. */
  readonly due?: Schedule
  /** Whether telling what is late comes to anything. */
  readonly tells?: boolean
  /** What the schedule is from so many looks on. */
  readonly edited?: Schedule
  readonly rereadAt?: number
  /** The files of the project cannot be read before so many looks: a run comes to nothing. */
  readonly brokenUntil?: number
}

/** A scheduler whose clock goes on by what it sleeps. */
async function simulate(simulation: Simulation) {
  const { schedule, untilMs, runMs = 0, jumps = {}, due, tells = true, edited = schedule } = simulation
  const { rereadAt = 0, brokenUntil = 0 } = simulation
  await using place = await newFolder()
  const catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  await using _ = catalog
  const stop = new AbortController()
  const fired: string[] = []
  const begun: string[] = []
  const told: string[] = []
  const wakes = new Set<{ readonly at: number; readonly wake: () => void }>()
  let [now, slept, looks] = [start, 0, 0]
  const read = async (one: Schedule) => ({
    all: [{ name: 'x', schedule: one, times: await timesOf(one) }],
    due: due === undefined ? [] : [{ asset: 'report', times: await timesOf(due) }],
  })
  const [before, after] = [await read(schedule), await read(edited)]
  const tools: LeadTools = {
    schedules: {
      now: () => (looks < rereadAt ? before : after),
      isBroken: () => brokenUntil > looks,
      follow: async () => undefined,
    },
    async tellLate() {
      const [one] = before.due as [(typeof before.due)[number]]
      told.push(clock(now))
      const at = one.times.last(now) as number
      if (tells) await catalog.notice({ notices: [{ subject: `due ${one.asset}`, at }], messages: [] })
    },
    environment: 'development',
    catalog,
    now: () => now,
    signal: stop.signal,
    tell: () => undefined,
    async sleep(ms) {
      now += ms
      slept += ms
      looks += 1
      now += jumps[looks] ?? 0
      for (const one of wakes) {
        if (one.at > now) continue
        wakes.delete(one)
        one.wake()
      }
      await new Promise((resolve) => setImmediate(resolve))
      if (slept >= untilMs) {
        stop.abort()
        for (const { wake } of wakes) wake()
      }
    },
    async fire() {
      const at = (looks < rereadAt ? before : after).all[0]?.times.last(now) as number
      begun.push(clock(at))
      if (brokenUntil > looks) return
      const claim = {
        schedule: 'x',
        at,
        now,
        overlap: schedule.overlap ?? 'skip',
        retries: 0,
        retryAfterMs: 0,
      } as const
      if ((await catalog.claimTick(claim)) !== 'claimed') return
      fired.push(clock(at))
      if (runMs > 0) await new Promise<void>((wake) => wakes.add({ at: now + runMs, wake }))
      await catalog.endTick({ schedule: 'x', at, outcome: 'ok', endedAt: now, run: 'r' })
    },
  }
  await leadSchedules(tools)
  const ticks = await catalog.ticks('x', 99)
  return {
    fired,
    begun,
    told,
    skipped: ticks.filter(({ outcome }) => outcome === 'skipped').map(({ at }) => clock(at)),
    looks,
  }
}

test('each time is run at its moment, and between them nobody looks more often than has to be', async () => {
  const { fired, looks } = await simulate({ schedule: { every: '1m' }, untilMs: 180_000 })
  expect(fired).toEqual(['10:00:00', '10:01:00', '10:02:00'])
  expect(looks).toBeLessThan(30)
})

test('what is due is looked at once when its time has come, also where no schedule is', async () => {
  const due: Schedule = { cron: '2,4 * * * *' }
  const { told } = await simulate({ schedule: { cron: '0 3 * * *' }, due, untilMs: 300_000 })
  // The time before the start is looked at as well: nobody else has.
  expect(told).toEqual(['10:00:00', '10:02:00', '10:04:00'])
})

test('a look that comes to nothing is tried again after a minute', async () => {
  const due: Schedule = { cron: '0 10 * * *' }
  const { told } = await simulate({ schedule: { cron: '0 3 * * *' }, due, tells: false, untilMs: 150_000 })
  expect(told).toEqual(['10:00:00', '10:01:00', '10:02:00'])
})

test('while a run goes on, the next time is left out, or waits for its end', async () => {
  const long = { untilMs: 240_000, runMs: 90_000 }
  expect(await simulate({ schedule: { every: '1m' }, ...long })).toMatchObject({
    fired: ['10:00:00', '10:02:00'],
    skipped: ['10:03:00', '10:01:00'],
  })
  expect(await simulate({ schedule: { every: '1m', overlap: 'queue' }, ...long })).toMatchObject({
    fired: ['10:00:00', '10:01:00', '10:03:00'],
    skipped: [],
  })
})

test('a clock that is set back an hour runs nothing twice, and goes on when its time comes', async () => {
  const { fired } = await simulate({ schedule: { every: '1m' }, untilMs: 120_000, jumps: { 8: -30_000 } })
  expect(fired).toEqual(['10:00:00', '10:01:00'])
})

test('a machine that slept for two days runs once', async () => {
  const { fired } = await simulate({ schedule: { every: '1h' }, untilMs: 120_000, jumps: { 3: 2 * 86_400_000 } })
  expect(fired).toEqual(['10:00:00', '10:00:00'])
})

test('an edited schedule goes on from where it was: no time is run twice, and none of its new ones is lost', async () => {
  const { fired } = await simulate({
    ...{ schedule: { every: '1m' }, edited: { every: '30s' }, rereadAt: 9, untilMs: 180_000 },
  })
  expect(fired).toEqual(['10:00:00', '10:01:00', '10:01:30', '10:02:00', '10:02:30'])
})

test('of a project that cannot be read each time is begun once, and the last is run when that is mended', async () => {
  const { begun, fired } = await simulate({ schedule: { every: '1m' }, brokenUntil: 10, untilMs: 150_000 })
  expect(begun).toEqual(['10:00:00', '10:01:00', '10:01:00', '10:02:00'])
  expect(fired).toEqual(['10:01:00', '10:02:00'])
})
