import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, createLimiter, type Limiter } from './limiter.ts'

/** The outside world as an embedder uses it. A test passes its own. */
export interface World extends Clock {
  /** From 0 to 1. */
  random(): number
  /** The limiter that a group shares, over all assets in this process. */
  limiterOf(group: string | object): Limiter
  variable(name: string): string | undefined
  /** A line for the log of the asset that runs. */
  log(line: string): void
}

const clock: Clock = {
  // The time of day, which HTTP dates are in, but never set back.
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
  },
}

export const realWorld: World = {
  ...clock,
  random: Math.random,
  limiterOf: sharedLimiters(clock),
  variable: (name) => process.env[name],
  // What an asset prints is kept with its run.
  log: (line) => console.log(line),
}

export function sharedLimiters(of: Clock): World['limiterOf'] {
  const byName = new Map<string, Limiter>()
  const byObject = new WeakMap<object, Limiter>()
  return (group) => {
    const shared = typeof group === 'string' ? byName.get(group) : byObject.get(group)
    if (shared !== undefined) return shared
    const limiter = createLimiter(of)
    if (typeof group === 'string') byName.set(group, limiter)
    else byObject.set(group, limiter)
    return limiter
  }
}
