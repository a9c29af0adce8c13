import { AssetError } from '../../errors.ts'
import type { Catalog } from '../../store/interface.ts'
import type { FollowedSchedules } from './followed-schedules.ts'
import { type LateLook, type LateTools, lateLook } from './late-look.ts'
import { type NamedSchedule, pendingQuestion } from './open-schedules.ts'
import { nextLook, pendingTick, retriesOf } from './times.ts'

/** The work of a scheduler while it leads. Time and processes are parameters, so that a test can replace them. */
export interface LeadTools extends Omit<LateTools, 'due'> {
  readonly schedules: FollowedSchedules
  /** Each schedule has a leader of its own. */
  readonly environment: string
  readonly catalog: Pick<
    Catalog,
    'ticks' | 'claimTick' | 'endTick' | 'takeSlot' | 'freeSlot' | 'noticed' | 'areMessagesDue'
  >
  readonly now: () => number
  /** Ends early where the signal is aborted, or where a run has ended. */
  readonly sleep: (ms: number) => Promise<void>
  /** Runs what is due of one schedule, and resolves when the runs have ended. */
  readonly fire: (schedule: string) => Promise<void>
  /** Aborted: nothing new begins, and running work is awaited. */
  readonly signal: AbortSignal
  readonly tell: (event: LeadEvent) => void
}
export type LeadEvent =
  | { readonly type: 'leads' }
  | { readonly type: 'waits' }
  /** The store cannot be used at the moment. */
  | { readonly type: 'troubled'; readonly error: AssetError }
  | { readonly type: 'drains'; readonly schedules: readonly string[] }

/** A clock that is set, and a machine that sleeps, are noticed within this time. */
const longestSleepMs = 10_000
/** Whoever waits for the lead looks as often as this: a leader that was killed is followed within seconds. */
const standbyMs = 5_000

/** The lead is held while its process lives. A process on another host has to renew it at every look. */
const leadSlot = (environment: string) =>
  ({ name: `schedules of ${environment}`, limit: 1, holder: 'leader', foreignMs: 25_000 }) as const

/**
 * A run that was killed, or ended before it took its time, is not begun again within this: the next time for twice as
 * long, up to an hour, since what kills it may do so each time.
 */
const coolOffMs = 5_000
const longestCoolOffMs = 3_600_000

interface Begun {
  readonly at: number
  /** In ms from its end. */
  readonly coolOff: number
  /** In ms since 1970; undefined while it goes on. */
  endedAt: number | undefined
  readonly ended: Promise<void>
}

const isGoingOn = (one: Begun | undefined): boolean => one !== undefined && one.endedAt === undefined

export async function leadSchedules(tools: LeadTools): Promise<void> {
  const { signal, catalog, sleep, tell } = tools
  const slot = leadSlot(tools.environment)
  const begun = new Map<string, Begun>()
  const late = lateLook({ ...tools, due: () => tools.schedules.now().due })
  let state: LeadEvent['type'] | undefined
  const become = (event: Exclude<LeadEvent, { readonly type: 'drains' }>) => {
    if (state !== event.type) tell(event)
    state = event.type
  }
  const round = async (): Promise<number> => {
    const leads = await catalog.takeSlot(slot)
    become({ type: leads ? 'leads' : 'waits' })
    return leads ? look(tools, begun, late) : standbyMs
  }
  while (!signal.aborted) {
    const restMs = await round().catch((error: unknown) => {
      if (!isPassing(error)) throw error
      become({ type: 'troubled', error })
      return standbyMs
    })
    await sleep(restMs)
  }
  const running = [...begun].filter(([, one]) => isGoingOn(one))
  if (running.length > 0) tell({ type: 'drains', schedules: running.map(([name]) => name) })
  await Promise.all([...running.map(([, { ended }]) => ended), late.ended()])
  await catalog.freeSlot(slot)
}

/** Others hold the catalog for long, as a backup does, or the disk is full: it is waited out. */
const isPassing = (error: unknown): error is AssetError =>
  AssetError.is(error) && ['STORE_BUSY', 'STORE_DISK_FULL', 'STORE_IO'].includes(error.code)

/** Begins what is due, and says how long nothing is. */
async function look(tools: LeadTools, begun: Map<string, Begun>, late: LateLook): Promise<number> {
  await tools.schedules.follow(tools.now())
  const now = tools.now()
  let next = now + longestSleepMs
  for (const one of tools.schedules.now().all) {
    const question = await pendingQuestion(one, tools.catalog, now)
    const pending = pendingTick(question)
    const isRetry = question.ticks.some(({ at, outcome }) => at === pending?.at && outcome === 'failed')
    if (pending !== undefined) await begin(tools, begun, { one, at: pending.at, now, isRetry })
    const isRunning = isGoingOn(begun.get(one.name))
    next = Math.min(next, isRunning ? (one.times.next(now) ?? next) : nextLook(question))
  }
  next = Math.min(next, await late.look(now))
  return Math.max(shortestSleepMs, next - now)
}
const shortestSleepMs = 100

interface Beginning {
  readonly one: NamedSchedule
  readonly at: number
  readonly now: number
  /** The run before has failed properly, and the schedule says when it is tried again. */
  readonly isRetry: boolean
}

async function begin(tools: LeadTools, begun: Map<string, Begun>, { one, at, now, isRetry }: Beginning): Promise<void> {
  const { name, schedule } = one
  const last = begun.get(name)
  if (last !== undefined && isGoingOn(last)) {
    if (schedule.overlap !== 'queue' && last.at !== at) await skip(tools, { one, at, now })
    return
  }
  // A run of a project that cannot be read does nothing, and is not begun again before the project is mended.
  const isAgain = last?.at === at
  if (isAgain && tools.schedules.isBroken()) return
  const restedMs = now - (last?.endedAt ?? now)
  if (isAgain && restedMs >= 0 && restedMs < last.coolOff) return
  const entry: Begun = {
    at,
    coolOff: isAgain && !isRetry ? Math.min(2 * last.coolOff, longestCoolOffMs) : coolOffMs,
    endedAt: undefined,
    ended: tools.fire(name).finally(() => {
      entry.endedAt = tools.now()
    }),
  }
  begun.set(name, entry)
}

/**
 * Skips a time while the run of the time before goes on. That run may not have claimed its own time yet; then this time
 * is claimed and released.
 */
async function skip(
  { catalog }: LeadTools,
  { one: { name, schedule }, at, now }: Omit<Beginning, 'isRetry'>,
): Promise<void> {
  const { times: retries, afterMs: retryAfterMs } = retriesOf(schedule)
  const answer = await catalog.claimTick({ schedule: name, at, now, overlap: 'skip', retries, retryAfterMs })
  if (answer === 'claimed') await catalog.endTick({ schedule: name, at, outcome: 'skipped', endedAt: now, run: null })
}
