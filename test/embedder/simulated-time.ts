import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/integrations/embedder/limiter.ts'

/** A clock that jumps to the next thing that somebody waits for. */
export interface SimulatedTime extends Clock {
  /** Goes on until nobody waits any more. */
  run(): Promise<void>
  /** How many wait. */
  readonly waiting: number
}

export function simulatedTime(): SimulatedTime {
  let now = 1_000_000
  const waiters: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    get waiting() {
      return waiters.length
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const waiter = { at: now + ms, wake: resolve }
        waiters.push(waiter)
        signal.addEventListener('abort', () => {
          const place = waiters.indexOf(waiter)
          if (place !== -1) waiters.splice(place, 1)
          reject(signal.reason)
        })
      }),
    async run() {
      for (;;) {
        await setImmediate()
        const next = waiters.toSorted((one, other) => one.at - other.at)[0]
        if (next === undefined) return
        waiters.splice(waiters.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}
