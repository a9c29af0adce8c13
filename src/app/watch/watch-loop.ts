import { setTimeout as sleep } from 'node:timers/promises'

/** What one round of a watch does. Files and time are given, so that a test has its own. */
export interface WatchTools {
  /** Resolves at the next change that nobody has seen, or when the signal is aborted. */
  readonly changed: () => Promise<void>
  /** Says what a run would do; false where there is nothing. Throws what is wrong with the project. */
  readonly plan: () => Promise<boolean>
  readonly materialize: () => Promise<void>
  /** A mistake of the user's is shown, and waited out. */
  readonly tellError: (error: unknown) => void
  readonly signal: AbortSignal
  /** How long no file has to change before anything is run. */
  readonly quietMs: number
}

/** Plans at once what an edit changes, and runs it when nobody has edited for a moment. */
export async function watchLoop({ changed, plan, materialize, tellError, signal, quietMs }: WatchTools): Promise<void> {
  let next: Promise<void> | undefined
  while (!signal.aborted) {
    next ??= changed()
    try {
      if ((await plan()) && (await isQuiet(next, quietMs))) await materialize()
    } catch (error) {
      // An editor that saves by rename lets a file be gone for a moment: what is wrong in between is nobody's mistake.
      if (!signal.aborted && (await isQuiet(next, quietMs)) && !signal.aborted) tellError(error)
    }
    await next
    next = undefined
  }
}

async function isQuiet(change: Promise<void>, quietMs: number): Promise<boolean> {
  const stop = new AbortController()
  const quiet = sleep(quietMs, true, { signal: stop.signal }).catch(() => false)
  const isQuiet = await Promise.race([quiet, change.then(() => false)])
  stop.abort()
  return isQuiet
}
