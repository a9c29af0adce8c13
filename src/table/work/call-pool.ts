import { performance } from 'node:perf_hooks'
import { breather } from '../../util/breathe.ts'
import type { Entry, Origin, Work, WorkHooks } from './work.ts'

/** Makes the calls of one function, at most `concurrency` at a time. */
export interface CallPool {
  /** Resolves when the call has begun, that is, when there was room for it. */
  start(entries: readonly Entry[]): Promise<void>
  /** Resolves when another call has ended, or when none is under way. */
  next(): Promise<void>
}

export interface PoolOptions {
  /** The number of the function in the chain, counted from 0. */
  readonly step: number
  readonly signal: AbortSignal | undefined
  readonly hooks: WorkHooks | undefined
  /** Used where there are no hooks. */
  readonly watch?: CallWatch | undefined
}

/** A run's part in calls of a query that the user's code iterates itself. */
export interface CallWatch {
  /** Called with a failure before it is thrown. */
  readonly gaveUp?: WorkHooks['gaveUp'] | undefined
  readonly retry?: WorkHooks['retry'] | undefined
}

export function openPool(work: Work, { step, signal, hooks, watch }: PoolOptions): CallPool {
  let running = 0
  let failure: { readonly error: unknown } | undefined
  let wake = Promise.withResolvers<void>()
  const breathe = breather()
  const call = hooks === undefined ? callPlain(work, watch) : callGuarded(work, step, hooks)
  const ended = () => {
    running--
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const run = async (entries: readonly Entry[]) => {
    try {
      await call(entries)
    } catch (error) {
      failure ??= { error }
    }
    await breathe()
    ended()
  }
  const check = () => {
    if (failure !== undefined) throw failure.error
    // Nobody waits for the rows any more, so no further call is made.
    signal?.throwIfAborted()
  }
  return {
    async start(entries) {
      while (running >= work.concurrency && failure === undefined) await wake.promise
      check()
      running++
      void run(entries)
    },
    async next() {
      check()
      if (running > 0) await wake.promise
      check()
    },
  }
}

type Call = (entries: readonly Entry[]) => Promise<void>

const rowsOf = (entries: readonly Entry[]): object[] => entries.map((entry) => entry.row)
const originsOf = (entries: readonly Entry[]): readonly Origin[] => entries.map((entry) => entry.origin)

/** The row that an error is about, where its function knows it; else all rows of the call. */
function failedOf({ failedRow }: Work, entries: readonly Entry[], error: unknown): readonly Entry[] {
  const at = failedRow?.(error)
  return at === undefined ? entries : entries.slice(at, at + 1)
}

function keep(entries: readonly Entry[], outputs: readonly (readonly object[])[]): void {
  entries.forEach((entry, index) => {
    entry.outputs = outputs[index]!
    entry.onDone?.(entry)
  })
}

/** A row without a key cannot be found again. */
function keyed(entries: readonly Entry[], outputs: readonly (readonly object[])[]) {
  const contents: string[] = []
  const rows: (readonly object[])[] = []
  for (const [index, { content }] of entries.entries()) {
    if (content === undefined) continue
    contents.push(content)
    rows.push(outputs[index]!)
  }
  return { contents, outputs: rows }
}

function callPlain(work: Work, { gaveUp, retry }: CallWatch = {}): Call {
  const {
    key,
    errors: { retries },
  } = work
  return async (entries) => {
    const once = async () => work.call(rowsOf(entries), originsOf(entries))
    try {
      keep(entries, await (retry === undefined ? once() : retry({ rows: entries, key, retries }, once)))
    } catch (error) {
      gaveUp?.({ rows: failedOf(work, entries, error), key }, error)
      throw error
    }
  }
}

/**
 * Calls as often as the retries allow. A batch that fails for good is halved until the failing rows are found: these
 * are set aside, and the others get their results.
 */
function callGuarded(work: Work, step: number, hooks: WorkHooks): Call {
  const { onRowError, retries, maxErrors } = work.errors
  const guarded: Call = async (entries) => {
    const began = performance.now()
    try {
      const outputs = await hooks.retry({ rows: entries, key: work.key, retries }, async () =>
        work.call(rowsOf(entries), originsOf(entries)),
      )
      keep(entries, outputs)
      const result = keyed(entries, outputs)
      if (result.contents.length > 0) hooks.finished(step, { ...result, durationMs: performance.now() - began })
    } catch (error) {
      if (onRowError === 'fail') {
        hooks.gaveUp({ rows: failedOf(work, entries, error), key: work.key }, error)
        throw error
      }
      const [only] = entries
      if (only === undefined) throw error
      if (entries.length > 1) return halve(entries)
      only.lost = true
      await hooks.failed({ origin: only.origin, row: only.row, key: work.key, error, maxErrors })
      keep(entries, [[]])
    }
  }
  const halve: Call = async (entries) => {
    const middle = Math.ceil(entries.length / 2)
    await guarded(entries.slice(0, middle))
    await guarded(entries.slice(middle))
  }
  return guarded
}
