import type { Awaitable } from '../../define/table.ts'
import { breather } from '../../util/breathe.ts'
import { contentKey } from './content-key.ts'
import { keysOf } from './row-keys.ts'

/** A function that rows go through: `call` gives, for each of its rows, the rows that come of it. */
export interface Work {
  readonly size: number
  readonly concurrency: number
  readonly key: string | undefined
  readonly call: (rows: object[]) => Awaitable<readonly (readonly object[])[]>
}
export type RowStep =
  | { readonly kind: 'work'; readonly work: Work }
  | { readonly kind: 'pick'; readonly columns: readonly string[] }

/** The work for one content: done once, however many rows have it. */
interface Entry {
  readonly row: object
  outputs: readonly object[] | undefined
  readonly onDone?: (rows: number) => void
}

/** How many contents, and how many rows made of them, are remembered: an equal row further away than that is computed again. */
const mostContents = 4096
const mostOutputs = 16_384

/**
 * Sends every row through the work and gives what comes of it, in the order of the rows. At most `concurrency` calls are under way;
 * what waits for them is bounded by that, too. A failure ends it at once: calls under way are left to themselves.
 */
export async function* mapRows(
  source: AsyncIterable<object[]>,
  work: Work,
  signal?: AbortSignal,
): AsyncGenerator<object[]> {
  const pool = openPool(work, signal)
  const remembered = work.key === undefined ? rememberContents() : undefined
  const keys = work.key === undefined ? undefined : keysOf(work.key)
  const queue: Entry[] = []
  let batch: Entry[] = []

  for await (const rows of source) {
    for (const row of rows) {
      keys?.add(row)
      const { entry, known } = remembered?.find(row) ?? { entry: { row, outputs: undefined }, known: false }
      queue.push(entry)
      if (known) continue
      batch.push(entry)
      if (batch.length < work.size) continue
      await pool.start(batch)
      batch = []
    }
    const done = takeDone(queue)
    if (done.length > 0) yield done
  }
  if (batch.length > 0) await pool.start(batch)
  while (queue.length > 0) {
    await pool.next()
    const done = takeDone(queue)
    if (done.length > 0) yield done
  }
}

function takeDone(queue: Entry[]): object[] {
  const rows: object[] = []
  let done = 0
  while (done < queue.length) {
    const { outputs } = queue[done]!
    if (outputs === undefined) break
    for (const row of outputs) rows.push(row)
    done++
  }
  queue.splice(0, done)
  return rows
}

function openPool({ call, concurrency }: Work, signal: AbortSignal | undefined) {
  let running = 0
  let failure: { readonly error: unknown } | undefined
  let wake = Promise.withResolvers<void>()
  const breathe = breather()
  const ended = () => {
    running--
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const run = async (entries: readonly Entry[]) => {
    try {
      const outputs = await call(entries.map((entry) => entry.row))
      entries.forEach((entry, index) => {
        entry.outputs = outputs[index]!
        entry.onDone?.(entry.outputs.length)
      })
    } catch (error) {
      failure ??= { error }
    }
    await breathe()
    ended()
  }
  const check = () => {
    if (failure !== undefined) throw failure.error
    // Nobody waits for the rows any more: not one call more is made for them.
    signal?.throwIfAborted()
  }
  return {
    /** Returns when the call has begun: when there was room for it. */
    async start(entries: readonly Entry[]) {
      while (running >= concurrency && failure === undefined) await wake.promise
      check()
      running++
      void run(entries)
    },
    /** Returns when another call has ended, or none is under way. */
    async next() {
      check()
      if (running > 0) await wake.promise
      check()
    },
  }
}

function rememberContents() {
  const entries = new Map<string, Entry>()
  let outputs = 0
  const forgetOldest = () => {
    const [key, entry] = entries.entries().next().value!
    entries.delete(key)
    outputs -= entry.outputs?.length ?? 0
  }
  return {
    find(row: object): { entry: Entry; known: boolean } {
      const key = contentKey(row)
      const found = entries.get(key)
      if (found !== undefined) return { entry: found, known: true }
      const onDone = (rows: number) => {
        if (entries.get(key) === entry) outputs += rows
      }
      const entry: Entry = { row, outputs: undefined, onDone }
      entries.set(key, entry)
      while (entries.size > 1 && (entries.size > mostContents || outputs > mostOutputs)) forgetOldest()
      return { entry, known: false }
    },
  }
}
