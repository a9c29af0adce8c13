/**
 * The candidate that the user most likely meant, or undefined where nothing is close. Upper and lower case count only
 * between equally near candidates; a member of a namespace is close to its last segment (`customers` to
 * `crm.customers`). The first of several wins.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate === word) continue
    const distance = distanceTo(folded, candidate.toLowerCase(), bestDistance - 1)
    // A distance of the whole word would replace every letter, which gives another word and no typo.
    if (distance < bestDistance && distance < Math.max(word.length, candidate.length)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The cure of a wrong name: the one that was most likely meant, or `otherwise` where nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const suggestion = suggest(word, candidates)
  return suggestion === undefined ? otherwise : `did you mean "${suggestion}"?`
}

function distanceTo(word: string, candidate: string, limit: number): number {
  if (candidate.endsWith(`.${word}`)) return 0
  return editDistance(word, candidate, limit)
}

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of two neighbours, each counted 1,
 * in UTF-16 units. Infinity where it is above `limit`, which is found without filling the table.
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced, swapped ? beforeLast[j - 2]! + 1 : replaced)
    }
    if (Math.min(...row) > limit) return Number.POSITIVE_INFINITY
    beforeLast = last
    last = row
  }
  return last[b.length]! > limit ? Number.POSITIVE_INFINITY : last[b.length]!
}
