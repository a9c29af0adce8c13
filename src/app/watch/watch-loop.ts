import { setTimeout as sleep } from 'node:timers/promises'

/** What a run would do now. */
export interface Forecast {
  readonly runs: boolean
  /** Equal for two forecasts of the same work. */
  readonly signature: string
  readonly tell: () => void
}

/** The work of one round of a watch. Files and time are parameters, so that a test can replace them. */
export interface WatchTools {
  /** Resolves at the next change that nobody has seen, or when the signal is aborted. */
  readonly changed: () => Promise<void>
  /** Throws what is wrong with the project. */
  readonly plan: () => Promise<Forecast>
  readonly materialize: () => Promise<void>
  /** A mistake of the user's is shown, and waited out. */
  readonly tellError: (error: unknown) => void
  readonly signal: AbortSignal
  /** How long to wait without an edit before a run, in ms. */
  readonly quietMs: number
}

/**
 * Plans at once what an edit changes, and runs the plan when nobody has edited for a moment. A change that leaves the
 * plan as it was is no edit: a log in the project's folder may grow all the time, even by the messages of this loop.
 */
export async function watchLoop({ changed, plan, materialize, tellError, signal, quietMs }: WatchTools): Promise<void> {
  let next: Promise<void> | undefined
  let last: { readonly signature: string; readonly since: number; isTold: boolean } | undefined
  const note = (signature: string) => {
    if (last?.signature !== signature) last = { signature, since: performance.now(), isTold: false }
    return last
  }
  while (!signal.aborted) {
    next ??= changed()
    try {
      const { runs, signature, tell } = await plan()
      const now = note(signature)
      if (!now.isTold) tell()
      now.isTold = true
      if (runs && (await isQuiet(next, now.since + quietMs - performance.now()))) {
        last = undefined
        await materialize()
      }
    } catch (error) {
      const now = note(String(error))
      // An editor that saves by rename removes the file for a moment, so an error must last before it is shown.
      const isToTell = !now.isTold && (await isQuiet(next, now.since + quietMs - performance.now()))
      if (isToTell && !signal.aborted) {
        tellError(error)
        now.isTold = true
      }
    }
    await next
    next = undefined
  }
}

async function isQuiet(change: Promise<void>, ms: number): Promise<boolean> {
  const stop = new AbortController()
  const quiet = sleep(Math.max(ms, 0), true, { signal: stop.signal }).catch(() => false)
  const isQuiet = await Promise.race([quiet, change.then(() => false)])
  stop.abort()
  return isQuiet
}
