import type { Awaitable } from '../../define/table.ts'

/** Work to do when the run is over, whatever its outcome. */
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
