import type { CrossDefinition } from '../define/partitions/partition.ts'
import { type CrossSet, isTimeSet, type PartitionSet, placesOf } from './partition-set.ts'

/** Every combination of the keys of its dimensions: times oldest first, then the other dimensions. */
export function crossSet(definition: CrossDefinition, dimensions: CrossSet['dimensions']): CrossSet {
  const keys = combinations(dimensions)
  const places = placesOf(keys)
  const contextOf = (key: string) => {
    const parts = partsOf(key)
    if (!places().has(key)) return undefined
    const values = dimensions.map(({ name, set }, place) => [name, set.contextOf(parts[place] as string)])
    return { ...Object.fromEntries(values), key }
  }
  return {
    definition,
    dimensions,
    keys,
    has: (key) => places().has(key),
    indexOf: (key) => places().get(key) ?? -1,
    windowOf: () => undefined,
    contextOf,
    partsOf,
  }
}

function combinations(dimensions: CrossSet['dimensions']): readonly string[] {
  const parts: string[] = dimensions.map(() => '')
  const keys: string[] = []
  const slowestFirst = [...dimensions.entries()].sort(
    ([, a], [, b]) => Number(isTimeSet(b.set)) - Number(isTimeSet(a.set)),
  )
  const fill = (depth: number): void => {
    const [place, { set }] = slowestFirst[depth] as [number, { readonly set: PartitionSet }]
    for (const key of set.keys) {
      parts[place] = key
      if (depth + 1 < slowestFirst.length) fill(depth + 1)
      else keys.push(crossKey(parts))
    }
  }
  fill(0)
  return keys
}

/** `2026-01-05|arctic`. A bar within a part is escaped by a backslash. */
export function crossKey(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(/[\\|]/g, '\\$&')).join('|')
}

export function partsOf(key: string): readonly string[] {
  if (!key.includes('\\')) return key.split('|')
  return [...key.matchAll(/(?:^|\|)((?:[^\\|]|\\.)*)/g)].map(([, part]) => (part as string).replaceAll(/\\(.)/g, '$1'))
}
