import { setImmediate } from 'node:timers/promises'

/** How long the event loop may be kept from timers, signals and sockets, in ms. */
const mostMs = 20

/**
 * Gives the event loop a turn when it has had none for a while. Code that only awaits settled promises never gives it
 * one, so that a Ctrl-C would wait for the end of the table.
 */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < mostMs) return undefined
    return setImmediate().then(() => {
      last = performance.now()
    })
  }
}
