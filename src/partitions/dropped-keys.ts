import type { TimeDefinition } from '../define/partitions/partition.ts'
import { parseDuration } from '../util/duration.ts'
import { isCrossSet, isTimeSet, type PartitionSet } from './partition-set.ts'
import { windowOfKey } from './time/time-set.ts'

/** Those of these keys that the definition once had, and that its `keep` has dropped at `now`, in ms since 1970. */
export async function droppedKeys(set: PartitionSet, keys: Iterable<string>, now: number): Promise<readonly string[]> {
  const dropped: string[] = []
  for (const key of keys) if (!set.has(key) && (await isDropped(set, key, now))) dropped.push(key)
  return dropped
}

async function isDropped(set: PartitionSet, key: string, now: number): Promise<boolean> {
  if (isTimeSet(set)) return isOverdue(set.definition as TimeDefinition, key, now)
  if (!isCrossSet(set)) return false
  const parts = set.partsOf(key)
  if (parts.length !== set.dimensions.length) return false
  const drops = await Promise.all(set.dimensions.map((one, place) => isDropped(one.set, parts[place] as string, now)))
  return drops.includes(true)
}

async function isOverdue(definition: TimeDefinition, key: string, now: number): Promise<boolean> {
  const { keep } = definition.options
  const window = keep === undefined ? undefined : await windowOfKey(definition, key)
  return window !== undefined && window.end <= now - (parseDuration(keep as string) as number)
}
