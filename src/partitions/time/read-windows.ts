import type { Missing, ReadsRule } from '../../define/partitions/reads.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { TimeSet, Window, Windows } from '../partition-set.ts'
import type { AbsentKey, ReadKeys } from '../read-keys.ts'
import { windowAt } from './time-set.ts'

/** The rules that speak of windows. */
export type WindowRule = Extract<ReadsRule, { readonly type: 'overlapping' | 'previous' | 'last' | 'latest' }>

/** @param own undefined for a reader without windows: the newest window takes its place. */
export function readWindows(upstream: TimeSet, rule: WindowRule, own: Window | undefined): ReadKeys {
  const { windows } = upstream
  const newest = windowAt(windows, windows.keys.length - 1)
  const window = rule.type === 'latest' ? newest : (own ?? newest)
  if (window === undefined) return { keys: [], absent: [] }
  switch (rule.type) {
    case 'latest':
      return { keys: windows.keys.slice(-1), absent: [] }
    case 'overlapping':
      return existing(upstream, upstream.overlapping(window), rule.missing)
    case 'last': {
      const last = at(upstream.overlapping(window), -1)
      return existing(upstream, upstream.endingWith(last, rule.n), rule.missing)
    }
    case 'previous': {
      const { keys, starts } = upstream.endingWith(at(upstream.overlapping(window), 0), rule.n + 1)
      return existing(upstream, { keys: keys.slice(0, 1), starts: starts.slice(0, 2) }, rule.missing)
    }
    default:
      return unreachable(rule)
  }
}

function existing(upstream: TimeSet, windows: Windows, missing: Missing): ReadKeys {
  const keys: string[] = []
  const absent: AbsentKey[] = []
  const dropped: string[] = []
  for (const [place, key] of windows.keys.entries()) {
    if (upstream.has(key)) {
      keys.push(key)
      continue
    }
    const why = upstream.absence(at(windows, place))
    // The reader waits for a window that is to come: leaving it out would change the reader later.
    if (missing === 'fail' || why === 'later') absent.push({ key, why })
    if (why === 'dropped') dropped.push(key)
  }
  return dropped.length === 0 ? { keys, absent } : { keys, absent, dropped }
}

/** Windows follow each other without a gap, so at least one always overlaps. */
function at(windows: Windows, place: number): Window {
  return windowAt(windows, place < 0 ? windows.keys.length + place : place) as Window
}
