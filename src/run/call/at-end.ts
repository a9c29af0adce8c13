import type { Awaitable } from '../../define/table.ts'

/** What is to be done when the run is over, whatever came of it. */
export interface AtEnd extends AsyncDisposable {
  add(work: () => Awaitable<void>): void
}

export function openAtEnd(): AtEnd {
  const works = new Set<() => Awaitable<void>>()
  return {
    add: (work) => works.add(work),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...works].map(async (work) => work()))
    },
  }
}
