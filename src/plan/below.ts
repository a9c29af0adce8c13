import type { Status } from '../causes.ts'
import type { Graph } from '../graph/graph.ts'
import { ancestors, descendants } from '../graph/walk.ts'
import { isUpToDate } from './assess.ts'

/** What is known of an asset beside the one that is asked about. */
export interface Neighbour {
  readonly status: Status
  /** How long it took the last time, in ms. */
  readonly durationMs: number | undefined
}

/** What a run of one asset brings along: names in an order that can be run. */
export interface Surroundings {
  /** What it is made from and is not up to date: a run makes these first. */
  readonly first: readonly string[]
  /** Below it and stale by themselves: they run whatever it makes. */
  readonly anyway: readonly string[]
  /** Below it, and saved if it makes the data that it made before. */
  readonly mayFollow: readonly string[]
  /** Below it, and held back by a blocking check that fails. */
  readonly blocked: readonly string[]
  /** For the asset itself and `first`, in ms. An asset whose duration is unknown counts as 0. */
  readonly estimateMs: number
  /** As `estimateMs`, with everything that may follow. */
  readonly estimateBelowMs: number
}

/** @param subject `blocked`: nothing runs before a check passes, neither it nor what is below. */
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
