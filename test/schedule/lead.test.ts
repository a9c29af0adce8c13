import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { type LeadTools, leadSchedules } from '../../src/app/schedule/lead.ts'
import { timesOf } from '../../src/app/schedule/times.ts'
import type { Schedule } from '../../src/define/by-itself/schedule.ts'
import { AssetError } from '../../src/errors.ts'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { ownIdentity, type ProcessIdentity } from '../../src/util/process-identity.ts'
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
  /** A message that a receiver was not told of is due again by then. */
  readonly messageAt?: number
  /** Whether telling what is late comes to anything. */
  readonly tells?: boolean
  /** What the schedule is from so many looks on. */
  readonly edited?: Schedule
  readonly rereadAt?: number
  /** The files of the project cannot be read before so many looks: a run comes to nothing. */
  readonly brokenUntil?: number
  /** Each run is killed before it says how it went, so that its time is open again. */
  readonly kills?: boolean
  /** By how many looks the catalog cannot be used. */
  readonly busy?: readonly number[]
  /** Has just renewed its lead, and is there no more. */
  readonly leader?: ProcessIdentity
}

/** A scheduler whose clock goes on by what it sleeps. */
async function simulate(simulation: Simulation) {
  const { schedule, untilMs, runMs = 0, jumps = {}, due, tells = true, edited = schedule } = simulation
  const { rereadAt = 0, brokenUntil = 0, kills = false, busy = [], leader, messageAt } = simulation
  await using place = await newFolder()
  const catalog = (await openCatalog({ folder: place.folder, mode: 'write' })) as Catalog
  await using _ = catalog
  // The lead is renewed by the clock of the machine.
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  if (leader !== undefined) await leadBefore(place.folder, leader)
  const messages = messageAt === undefined ? [] : [{ id: 'm', receiver: '{}', body: '{}', at: messageAt }]
  await catalog.notice({ notices: [], messages })
  const stop = new AbortController()
  const fired: string[] = []
  const begun: string[] = []
  const told: string[] = []
  const states: string[] = []
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
      const [one] = before.due
      told.push(clock(now))
      if (tells)
        for (const { id } of await catalog.takeMessages({ now, forMs: 1 })) await catalog.settleMessage(id, undefined)
      if (one === undefined) return
      const at = one.times.last(now) as number
      if (tells) await catalog.notice({ notices: [{ subject: `due ${one.asset}`, at }], messages: [] })
    },
    environment: 'development',
    catalog: {
      ...catalog,
      async takeSlot(request) {
        if (!busy.includes(looks)) return catalog.takeSlot(request)
        // Nobody looks again without a wait.
        now += 10_000
        throw new AssetError({ code: 'STORE_BUSY', message: 'other processes kept it locked', fix: 'wait' })
      },
    },
    now: () => now,
    signal: stop.signal,
    tell: ({ type }) => states.push(`${clock(now)} ${type}`),
    async sleep(ms) {
      now += ms
      slept += ms
      looks += 1
      now += jumps[looks] ?? 0
      vi.setSystemTime(now)
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
      if (kills) return catalog.endTick({ schedule: 'x', at, outcome: 'interrupted', endedAt: now, run: null })
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
    states,
  }
}

/** As a leader leaves it that was killed: nobody can see another host's process, so that its time decides. */
async function leadBefore(folder: string, leader: ProcessIdentity) {
  const catalog = new Database(join(folder, 'catalog.sqlite'))
  catalog
    .prepare("INSERT INTO slots VALUES ('schedules of development', 0, 'leader', ?, ?, ?)")
    .run(JSON.stringify(leader), start, start + 25_000)
  catalog.close()
}

afterEach(() => {
  vi.useRealTimers()
})

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

test('what a receiver was not told of is told again before the next time of a schedule', async () => {
  const { told } = await simulate({ schedule: { cron: '0 3 * * *' }, messageAt: start + 60_000, untilMs: 300_000 })
  expect(told).toEqual(['10:01:00'])
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

test('a leader that was killed is followed within 30 s, also by who could not see its process', async () => {
  const killed = { ...ownIdentity(), pid: 2 ** 22 + 1 }
  const times = { schedule: { every: '1h' }, untilMs: 60_000 } as const
  expect((await simulate({ ...times, leader: killed })).states).toEqual(['10:00:00 leads'])
  const elsewhere = await simulate({ ...times, leader: { ...killed, host: 'another' } })
  expect(elsewhere.states).toEqual(['10:00:00 waits', '10:00:25 leads'])
  // The time that came meanwhile is run.
  expect(elsewhere.fired).toEqual(['10:00:00'])
})

test('a clock that is set back runs nothing twice, and goes on when its time comes', async () => {
  const back = async (ms: number, untilMs: number) =>
    (await simulate({ schedule: { every: '1m' }, untilMs, jumps: { 8: -ms } })).fired
  expect(await back(30_000, 120_000)).toEqual(['10:00:00', '10:01:00'])
  const hour = 3_600_000
  // Nobody has run the times of the hour before the start; those after it were run before the clock was set.
  const fired = await back(hour, hour + 200_000)
  const anew = Array.from({ length: 59 }, (_, minute) => `09:${String(minute + 1).padStart(2, '0')}:00`)
  expect(fired).toEqual(['10:00:00', '10:01:00', ...anew, '10:02:00', '10:03:00'])
})

test('a clock that is set forward runs the last time that it passed, once, and then goes on', async () => {
  const forward = { schedule: { every: '10m' }, untilMs: 700_000, jumps: { 3: 95 * 60_000 } } as const
  expect((await simulate(forward)).fired).toEqual(['10:00:00', '11:30:00', '11:40:00'])
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

test('a run that is killed each time is begun again later each time, and at most an hour later', async () => {
  const { begun } = await simulate({ schedule: { cron: '0 10 * * *' }, kills: true, untilMs: 6 * 3_600_000 })
  expect(begun.length).toBeGreaterThan(10)
  expect(begun.length).toBeLessThan(16)
  const { fired } = await simulate({ schedule: { every: '1m' }, kills: true, untilMs: 100_000 })
  // The next time is another one, and is begun as soon as it comes.
  expect(fired.slice(0, 3)).toEqual(['10:00:00', '10:00:00', '10:00:00'])
  expect(fired).toContain('10:01:00')
})

test('a catalog that others hold for long is waited out, and said once; what came due meanwhile is run', async () => {
  const { states, fired } = await simulate({ schedule: { every: '2m' }, busy: [11, 12, 13, 14], untilMs: 200_000 })
  expect(states.map((state) => state.replace(/^\S+ /, ''))).toEqual(['leads', 'troubled', 'leads'])
  expect(fired).toEqual(['10:00:00', '10:02:00'])
})
