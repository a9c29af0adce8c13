import type { Status } from '../causes.ts'
import type { Graph } from '../graph/graph.ts'
import { ancestors, descendants } from '../graph/walk.ts'
import { isUpToDate } from './assess.ts'

/** What is known of an asset above or below the one that the question is about. */
export interface Neighbour {
  readonly status: Status
  /** How long it took the last time, in ms. */
  readonly durationMs: number | undefined
}

/** What else a run of one asset affects: names, each list in an order that can be run. */
export interface Surroundings {
  /** Stale assets above, which a run makes first. */
  readonly first: readonly string[]
  /** Assets below that are stale by themselves: they run whatever this asset makes. */
  readonly anyway: readonly string[]
  /** Assets below that need not run if this asset makes the same data as before. */
  readonly mayFollow: readonly string[]
  /** Assets below that a failing blocking check holds back. */
  readonly blocked: readonly string[]
  /** For the asset itself and `first`, in ms. An asset whose duration is unknown counts as 0. */
  readonly estimateMs: number
  /** As `estimateMs`, with `anyway` and `mayFollow` added. */
  readonly estimateBelowMs: number
}

/** @param subject Where it is `blocked`, neither the subject nor anything below it runs before a check passes. */
export function surroundingsOf(
  graph: Graph,
  { name, blocked }: { readonly name: string; readonly blocked: boolean },
  neighbour: (name: string) => Neighbour,
): Surroundings {
  const first = ancestors(graph, [name]).filter((above) => !isUpToDate(neighbour(above).status))
  const below = descendants(graph, [name])
  const saved = (each: string) => isUpToDate(neighbour(each).status) || neighbour(each).status === 'maybe'
  const sum = (names: readonly string[]) => names.reduce((ms, each) => ms + (neighbour(each).durationMs ?? 0), 0)
  if (blocked) {
    const waiting = below.filter((each) => !isUpToDate(neighbour(each).status))
    return { first, anyway: [], mayFollow: [], blocked: waiting, estimateMs: 0, estimateBelowMs: 0 }
  }
  const isHeld = (each: string) => neighbour(each).status === 'blocked'
  const follows = below.filter((each) => !isHeld(each))
  const estimateMs = sum([...first, name])
  return {
    first,
    anyway: follows.filter((each) => !saved(each)),
    mayFollow: follows.filter(saved),
    blocked: below.filter(isHeld),
    estimateMs,
    estimateBelowMs: estimateMs + sum(follows),
  }
}
