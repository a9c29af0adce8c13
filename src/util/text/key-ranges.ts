/** Neighbours among `order`, from the first to the last. */
export interface KeyRange {
  readonly from: string
  readonly to: string
  /** How many keys. */
  readonly count: number
}

/** Keys as ranges of the existing keys, in their order. A key that is not in `order` is a range of its own, first. */
export function keyRanges(keys: Iterable<string>, order: readonly string[]): readonly KeyRange[] {
  const rest = new Set(keys)
  const ranges: { from: string; to: string; count: number }[] = []
  let last = -2
  const places: number[] = []
  for (const [place, key] of order.entries()) if (rest.delete(key)) places.push(place)
  for (const key of rest) ranges.push({ from: key, to: key, count: 1 })
  for (const place of places) {
    const key = order[place] as string
    const range = ranges.at(-1)
    if (range !== undefined && place === last + 1) {
      range.to = key
      range.count += 1
    } else ranges.push({ from: key, to: key, count: 1 })
    last = place
  }
  return ranges
}

/** More than a person reads; how many there are is said. */
const mostRanges = 4

/** `2026-01-05..2026-01-09, 2026-02-01`: two neighbours are two keys. */
export function rangesText(keys: Iterable<string>, order: readonly string[]): string {
  const ranges = keyRanges(keys, order)
  const texts = ranges.map(({ from, to, count }) =>
    count === 1 ? from : count === 2 ? `${from}, ${to}` : `${from}..${to}`,
  )
  if (texts.length <= mostRanges) return texts.join(', ')
  const rest = ranges.slice(mostRanges).reduce((sum, { count }) => sum + count, 0)
  return `${texts.slice(0, mostRanges).join(', ')} and ${rest} more`
}
