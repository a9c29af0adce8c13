import { crossKey } from './cross-set.ts'
import { isCrossSet, isTimeSet, type PartitionSet } from './partition-set.ts'

/**
 * The partition before each one in time, as `previous` reads it; in a cross, the one with the same other keys.
 * `undefined` for partitions without a time, which have no order.
 *
 * @returns For a key the key before; `undefined` for the first one.
 */
export function keyBefore(set: PartitionSet): ((key: string) => string | undefined) | undefined {
  if (isTimeSet(set)) return (key) => set.keys[set.indexOf(key) - 1]
  if (!isCrossSet(set)) return undefined
  const place = set.dimensions.findIndex((dimension) => isTimeSet(dimension.set))
  const time = set.dimensions[place]?.set
  if (time === undefined) return undefined
  return (key) => {
    const parts = set.partsOf(key)
    const before = time.keys[time.indexOf(parts[place] as string) - 1]
    const past = before === undefined ? undefined : crossKey(parts.with(place, before))
    return past !== undefined && set.has(past) ? past : undefined
  }
}
