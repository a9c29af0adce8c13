import { isCrossSet, isTimeSet, type PartitionSet, placesOf, type TimeSet } from './partition-set.ts'
import type { ReadKeys } from './read-keys.ts'

/**
 * A partition that reads a window which has not ended waits for it: it does not exist yet, as if its own window had not
 * ended. So a day that reads its week exists once the week has ended.
 *
 * @param reads For each upstream, the keys that a key reads.
 */
export function withoutWaiting(set: PartitionSet, reads: readonly ((key: string) => ReadKeys)[]): PartitionSet {
  const waits = (key: string) => reads.some((read) => read(key).absent.some(({ why }) => why === 'later'))
  if (isTimeSet(set)) {
    // The keys that wait are the last ones.
    const last = set.keys.findLastIndex((key) => !waits(key))
    return last + 1 === set.keys.length ? set : firstWindows(set, last + 1)
  }
  const keys = set.keys.filter((key) => !waits(key))
  if (keys.length === set.keys.length) return set
  const places = placesOf(keys)
  return { ...set, keys, has: (key) => places().has(key), indexOf: (key) => places().get(key) ?? -1 }
}

function firstWindows(set: TimeSet, count: number): TimeSet {
  const { keys, starts } = set.windows
  const windows = { keys: keys.slice(0, count), starts: starts.slice(0, count + 1) }
  const end = starts[count] ?? Number.POSITIVE_INFINITY
  const has = (key: string) => set.has(key) && set.indexOf(key) < count
  return {
    ...set,
    keys: windows.keys,
    windows,
    has,
    indexOf: (key) => (has(key) ? set.indexOf(key) : -1),
    windowOf: (key) => (has(key) ? set.windowOf(key) : undefined),
    contextOf: (key) => (has(key) ? set.contextOf(key) : undefined),
    absence: (window) => (window.start >= end ? 'later' : set.absence(window)),
    absenceOf: (key) => (set.has(key) ? 'later' : set.absenceOf(key)),
  }
}

/** Some combinations of the upstream wait for their own windows, so their readers wait as well. */
export function untilThere(read: (key: string) => ReadKeys, upstream: PartitionSet): (key: string) => ReadKeys {
  if (!isCrossSet(upstream)) return read
  return (key) => {
    const { keys, absent, ...rest } = read(key)
    const waiting = keys.filter((one) => !upstream.has(one))
    if (waiting.length === 0) return { keys, absent, ...rest }
    const later = waiting.map((one) => ({ key: one, why: 'later' as const }))
    return { keys: keys.filter(upstream.has), absent: [...absent, ...later], ...rest }
  }
}
