/** One side pushes, the other side iterates. */
export interface Channel<T> {
  readonly values: AsyncIterable<T>
  /** Resolves when there is room for more; rejects where the reader has failed. */
  push(value: T): Promise<void>
  end(): void
  /** Ends the channel from the reader's side: every later push fails. */
  fail(error: unknown): void
}

const room = 256

/** A queue between a producer and a reader. The producer waits while the reader is behind. */
export function openChannel<T>(): Channel<T> {
  const queue: T[] = []
  let ended = false
  let failure: { readonly error: unknown } | undefined
  let changed = Promise.withResolvers<void>()
  const change = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  async function* values(): AsyncGenerator<T> {
    for (;;) {
      while (queue.length > 0) {
        const value = queue.shift() as T
        if (queue.length === room - 1) change()
        yield value
      }
      if (ended) return
      await changed.promise
    }
  }
  return {
    values: values(),
    async push(value) {
      queue.push(value)
      change()
      while (queue.length >= room && failure === undefined) await changed.promise
      if (failure !== undefined) throw failure.error
    },
    end() {
      ended = true
      change()
    },
    fail(error) {
      failure = { error }
      change()
    },
  }
}
