/**
 * Two columns of one name, or of names that differ only by case, which DuckDB takes for one.
 */
export interface NamedTwice {
  /** Their places, counted from 0. */
  readonly first: number
  readonly second: number
  /** `has the column "id" twice` */
  readonly problem: string
}

/** The first pair of them. */
export function namedTwice(names: readonly string[]): NamedTwice | undefined {
  const firstPlaces = new Map<string, number>()
  for (const [second, name] of names.entries()) {
    const first = firstPlaces.get(name.toLowerCase())
    if (first === undefined) firstPlaces.set(name.toLowerCase(), second)
    else if (names[first] === name) return { first, second, problem: `has the column "${name}" twice` }
    else return { first, second, problem: `has the columns "${names[first]}" and "${name}", which differ only by case` }
  }
  return undefined
}
