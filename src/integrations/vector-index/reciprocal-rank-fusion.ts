export interface Fused {
  readonly id: string
  /** Greater is better; only of use to compare within one answer. */
  readonly score: number
  /** Its place in each ranking, counted from 1; `undefined` where it is not in it. */
  readonly ranks: readonly (number | undefined)[]
}

/**
 * One ranking out of several: the score of an id is the sum of 1 / (k + rank) over the rankings that have it. It needs
 * no scores that can be compared, so that distances and BM25 can be put together. With equal scores the better single
 * rank wins, then the smaller id.
 *
 * Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
 * SIGIR 2009; k = 60 is theirs.
 */
export function reciprocalRankFusion(rankings: readonly (readonly string[])[], { k = 60 } = {}): readonly Fused[] {
  const ranksOf = new Map<string, (number | undefined)[]>()
  for (const [index, ranking] of rankings.entries()) {
    for (const [place, id] of ranking.entries()) {
      const ranks = ranksOf.get(id) ?? Array.from<number | undefined>({ length: rankings.length })
      // An id that a ranking has twice counts by its best place.
      ranks[index] ??= place + 1
      ranksOf.set(id, ranks)
    }
  }
  return [...ranksOf].map(([id, ranks]) => ({ id, score: scoreOf(ranks, k), ranks })).sort(better)
}

function scoreOf(ranks: readonly (number | undefined)[], k: number): number {
  // From the smallest to the greatest: which ranking a place is from makes no difference, not even in the last bit.
  const present = ranks.filter((rank) => rank !== undefined).sort((a, b) => b - a)
  return present.reduce((sum, rank) => sum + 1 / (k + rank), 0)
}

function better(a: Fused, b: Fused): number {
  return b.score - a.score || bestRank(a) - bestRank(b) || (a.id < b.id ? -1 : 1)
}

function bestRank({ ranks }: Fused): number {
  return Math.min(...ranks.filter((rank) => rank !== undefined))
}
