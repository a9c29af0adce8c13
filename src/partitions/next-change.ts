import type { PartitionsDefinition } from '../define/partitions/partition.ts'
import { dimensionsOf } from './open-partitions.ts'
import { nextTimeChange } from './time/time-set.ts'

/** The next moment after `now` at which a definition may have other partitions by the clock; `Infinity` for never. */
export async function nextChange(definition: PartitionsDefinition, now: number): Promise<number> {
  if (definition.type === 'time') return nextTimeChange(definition, now)
  if (definition.type !== 'cross') return Number.POSITIVE_INFINITY
  const each = await Promise.all(dimensionsOf(definition).map(([, of]) => nextChange(of, now)))
  return Math.min(...each)
}
