/** The share of a group's limits that one embedder may use. */
export interface RateLimits {
  /** Requests at a time. */
  readonly concurrency: number
  readonly requestsPerMinute: number | undefined
  readonly tokensPerMinute: number | undefined
}

/** Counts for all embedders of one group: each keeps to its own limits, and counts what all of them use. */
export interface Limiter {
  /** Waits, first come first served, until one more request is within the limits. Rejects with the signal's reason. */
  take(want: Want): Promise<Slot>
  /** Lets nobody through before that time, since the provider has asked for a wait. */
  pauseUntil(time: number): void
}
export interface Want {
  readonly tokens: number
  readonly limits: RateLimits
  readonly signal: AbortSignal
}
/** Dispose it when the request is over. */
export interface Slot extends Disposable {
  /** What the provider has counted, in place of the estimate. */
  used(tokens: number): void
}

export interface Clock {
  /** In ms. */
  now(): number
  /** Rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

interface Entry {
  readonly at: number
  tokens: number
}
interface Waiter {
  readonly want: Want
  admit(slot: Slot): void
}
interface State {
  readonly clock: Clock
  active: number
  pausedUntil: number
  /** The requests of the last minute, the oldest first. */
  recent: Entry[]
  readonly queue: Waiter[]
  alarm: { readonly at: number; readonly stop: AbortController } | undefined
}

const minute = 60_000

/**
 * A log of the last minute, not a bucket: a full bucket lets nearly twice the limit through in its first minute, and no
 * minute may have more than the limit here, wherever it begins.
 */
export function createLimiter(clock: Clock): Limiter {
  const state: State = {
    clock,
    active: 0,
    pausedUntil: Number.NEGATIVE_INFINITY,
    recent: [],
    queue: [],
    alarm: undefined,
  }
  return {
    take: (want) => enqueue(state, want),
    pauseUntil(time) {
      state.pausedUntil = Math.max(state.pausedUntil, time)
    },
  }
}

function enqueue(state: State, want: Want): Promise<Slot> {
  const { signal } = want
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const abort = () => {
      state.queue.splice(state.queue.indexOf(waiter), 1)
      reject(signal.reason)
      admitAll(state)
    }
    const waiter: Waiter = {
      want,
      admit(slot) {
        signal.removeEventListener('abort', abort)
        resolve(slot)
      },
    }
    signal.addEventListener('abort', abort, { once: true })
    state.queue.push(waiter)
    admitAll(state)
  })
}

/**
 * Lets through everyone who may go, and sets the alarm for the next one. If nobody waits, no timer keeps the process
 * alive.
 */
function admitAll(state: State): void {
  for (;;) {
    const [next] = state.queue
    const time = next === undefined ? undefined : admissionTime(state, next.want)
    if (next === undefined || time === undefined || time > state.clock.now()) {
      setAlarm(state, time)
      return
    }
    state.queue.shift()
    next.admit(openSlot(state, next.want.tokens))
  }
}

/** The time from which on the request is within the limits; `undefined` until another request is over. */
function admissionTime(state: State, { tokens, limits }: Want): number | undefined {
  if (state.active >= limits.concurrency) return undefined
  const now = state.clock.now()
  state.recent = state.recent.filter(({ at }) => at + minute > now)
  return Math.max(
    now,
    state.pausedUntil,
    timeForRequest(state.recent, limits.requestsPerMinute),
    timeForTokens(state.recent, tokens, limits.tokensPerMinute),
  )
}

function timeForRequest(recent: readonly Entry[], limit: number | undefined): number {
  const blocking = limit === undefined ? undefined : recent[recent.length - limit]
  return blocking === undefined ? Number.NEGATIVE_INFINITY : blocking.at + minute
}

/** A request of more tokens than a minute may have goes when the minute before it is empty. */
function timeForTokens(recent: readonly Entry[], tokens: number, limit: number | undefined): number {
  if (limit === undefined) return Number.NEGATIVE_INFINITY
  let used = recent.reduce((sum, entry) => sum + entry.tokens, 0)
  let time = Number.NEGATIVE_INFINITY
  for (const entry of recent) {
    if (used + tokens <= limit) break
    used -= entry.tokens
    time = entry.at + minute
  }
  return time
}

function openSlot(state: State, tokens: number): Slot {
  const entry: Entry = { at: state.clock.now(), tokens }
  state.recent.push(entry)
  state.active++
  let open = true
  return {
    used(counted) {
      entry.tokens = counted
    },
    [Symbol.dispose]() {
      if (!open) return
      open = false
      state.active--
      admitAll(state)
    },
  }
}

function setAlarm(state: State, at: number | undefined): void {
  if (state.alarm?.at === at) return
  state.alarm?.stop.abort()
  state.alarm = undefined
  if (at === undefined) return
  const alarm = { at, stop: new AbortController() }
  state.alarm = alarm
  // A timer may be a moment early, and is then set again.
  state.clock.sleep(Math.max(1, at - state.clock.now()), alarm.stop.signal).then(
    () => {
      if (state.alarm === alarm) state.alarm = undefined
      admitAll(state)
    },
    () => undefined,
  )
}
