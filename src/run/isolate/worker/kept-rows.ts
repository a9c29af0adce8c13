import type { RowsOfCall, Work } from '../../../table/work/work.ts'
import { received, toSend, toSendLater } from '../crossing.ts'
import type { Piece, WorkAnswer } from '../receive-result.ts'

/** The most rows that are sent at once, and for how long they are collected, in ms. */
const [mostRows, mostMs] = [2_048, 50]

type Rows = Iterable<unknown> | AsyncIterable<unknown>

/** The parts of a result that are asked for later: rows that are not made yet, and functions of rows. */
export function keptRows() {
  const streams: { readonly next: () => unknown; readonly leave: () => unknown }[] = []
  const works: Work[] = []
  return {
    keepRows: (rows: Rows): number => streams.push(iteratorOf(rows)) - 1,
    keepWork: (work: Work): number => works.push(work) - 1,
    /** The next rows: as many as arrive within a moment. */
    async pull(id: number): Promise<Piece> {
      const { next } = streams[id] as (typeof streams)[number]
      const rows: unknown[] = []
      let [isLast, isNoted] = [false, false]
      for (const until = performance.now() + mostMs; rows.length < mostRows && performance.now() < until; ) {
        const step = next()
        const { value, done } = (step instanceof Promise ? await step : await step) as IteratorResult<unknown>
        isLast = done === true
        if (isLast) break
        // A generator may change a row after yielding it, or yield the same object again.
        const row = toSendLater(value)
        rows.push(row.value)
        isNoted ||= row.isNoted
      }
      return { rows: rows as object[], isNoted, isLast }
    },
    leave: async (id: number): Promise<void> => void (await streams[id]?.leave()),
    async work({ id, rows, origins }: WorkRequest): Promise<unknown> {
      const { call, errors } = works[id] as Work
      try {
        return toSend({ outputs: await call(received(rows) as object[], origins) } satisfies WorkAnswer)
      } catch (error) {
        const when = typeof errors.retries === 'object' ? errors.retries.when : undefined
        return toSend({ failure: { error, again: when?.(error) ?? true } } satisfies WorkAnswer)
      }
    },
  }
}

export interface WorkRequest {
  readonly id: number
  readonly rows: unknown
  readonly origins: RowsOfCall['rows'][number]['origin'][]
}

function iteratorOf(rows: Rows) {
  const iterator =
    Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : (rows as Iterable<unknown>)[Symbol.iterator]()
  return { next: () => iterator.next(), leave: () => iterator.return?.() }
}
