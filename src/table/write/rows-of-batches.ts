import type { RowReading } from '../work/row-plan.ts'

const inBatches = Symbol('rows in batches')

interface InBatches {
  readonly [inBatches]: AsyncIterable<object[]> | undefined
}
export interface RowsOfBatches extends AsyncGenerator<object> {
  readonly reading: RowReading
}

/**
 * Rows one by one, out of batches. A row that is available is returned without the machinery of an async generator,
 * which would take longer than reading it took. A consumer that takes batches gets these by `batchesIn`.
 */
export function rowsOfBatches(batches: AsyncIterable<object[]>): RowsOfBatches {
  const source = batches[Symbol.asyncIterator]()
  let batch: readonly object[] = []
  let at = 0
  let before = 0
  let isLeft = false
  let [hasBegun, isOver] = [false, false]
  // As in a generator, a call of `next` waits for the call before it.
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const over = { value: undefined, done: true } as const
  const step = async (): Promise<IteratorResult<object>> => {
    while (at >= batch.length && !isOver) {
      hasBegun = true
      try {
        const next = await source.next()
        if (next.done === true) isOver = true
        else [batch, at, before] = [next.value, 0, before + at]
      } catch (error) {
        isOver = true
        throw error
      }
    }
    return at < batch.length ? { value: batch[at++] as object, done: false } : over
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    waiting += 1
    const turn = last.then(work, work).finally(() => {
      waiting -= 1
    })
    last = turn.catch(() => undefined)
    return turn
  }
  const end = async (): Promise<void> => {
    hasBegun = true
    isLeft ||= !isOver || at < batch.length
    isOver = true
    ;[batch, at, before] = [[], 0, before + at]
    await source.return?.()
  }
  const reading: RowReading = {
    get rows() {
      return before + at
    },
    get state() {
      return isLeft ? 'left' : isOver && at >= batch.length ? 'over' : 'open'
    },
  }
  const rows = {
    get [inBatches]() {
      return hasBegun ? undefined : batches
    },
    reading,
    [Symbol.asyncIterator]: () => rows,
    next: () =>
      waiting === 0 && at < batch.length
        ? Promise.resolve({ value: batch[at++] as object, done: false as const })
        : inTurn(step),
    return: (value: unknown) => inTurn(async () => end().then(() => ({ value, done: true as const }))),
    throw: (error: unknown) =>
      inTurn(async () => {
        await end()
        throw error
      }),
    [Symbol.asyncDispose]: async () => void (await rows.return(undefined)),
  }
  return rows as unknown as RowsOfBatches
}

/** The batches of rows that nobody has begun to read; `undefined` for other rows. */
export function batchesIn(rows: object): AsyncIterable<object[]> | undefined {
  return (rows as Partial<InBatches>)[inBatches]
}
