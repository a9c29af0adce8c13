import { AssetError } from '../errors.ts'
import { inWordsOf } from './option-words.ts'

/** The time in which a project is open. Its calls end within it, and nothing stays open after it. */
export interface Lifetime {
  /** Fires when the project is closed. */
  readonly signal: AbortSignal
  /** The calls, each of which is refused once the project is closed. */
  hold<Calls extends object>(calls: Calls): Calls
  /** Closes the project, and waits for the calls that go on. */
  end(release: () => Promise<void>): Promise<void>
}

export function openLifetime(): Lifetime {
  const stop = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const during = async (name: string, work: () => unknown): Promise<unknown> => {
    if (stop.signal.aborted) throw closed(name)
    const answer = inWordsOf(name, work)
    underWay.add(answer)
    try {
      return await answer
    } finally {
      underWay.delete(answer)
    }
  }
  return {
    signal: stop.signal,
    hold(calls) {
      const members = Object.entries(calls).map(([name, member]) => [
        name,
        typeof member === 'function' ? (...words: unknown[]) => during(name, () => member(...words)) : member,
      ])
      return { ...calls, ...Object.fromEntries(members) }
    },
    async end(release) {
      stop.abort()
      await Promise.all([release(), Promise.allSettled(underWay)])
      // Closes again what a call has opened meanwhile.
      await release()
    },
  }
}

const closed = (name: string): AssetError =>
  new AssetError({
    code: 'PROJECT_CLOSED',
    message: `${name}() was called, and the project is closed`,
    fix: 'call it before the project is disposed of, such as within the block of its `await using`, or openProject() once more',
  })
