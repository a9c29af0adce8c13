import {
  type CrossDefinition,
  type DataDefinition,
  type PartitionsDefinition,
  partitionsOf,
} from '../define/partitions/partition.ts'
import { AssetError } from '../errors.ts'
import { unreachable } from '../util/unreachable.ts'
import { crossSet, partsOf } from './cross-set.ts'
import { keySet, mostPartitions, onePartition, type PartitionSet, type PartitionValue } from './partition-set.ts'
import { isWithin, timePartition, timeSet, windowOfKey } from './time/time-set.ts'

export interface Moment {
  /** In ms since 1970. */
  readonly now: number
  /** The keys that data decides, in any order. `dimension` is its name; empty outside of a cross. */
  readonly keysOf: (definition: DataDefinition, dimension: string) => Promise<Iterable<string>>
}

/**
 * The partitions that exist at a moment. The definition has to be right (`definitionMistake`).
 *
 * @param definition undefined for an asset without partitions.
 * @throws AssetError `PARTITIONS_INVALID`, where there are more than a million.
 */
export async function openPartitions(
  definition: PartitionsDefinition | undefined,
  moment: Moment,
  dimension = '',
): Promise<PartitionSet> {
  if (definition === undefined) return onePartition
  switch (definition.type) {
    case 'time':
      return timeSet(definition, moment.now)
    case 'fixed':
      return keySet(definition, definition.keys)
    case 'data':
      return keySet(definition, [...new Set(await moment.keysOf(definition, dimension))].sort())
    case 'cross':
      return openCross(definition, moment)
    default:
      return unreachable(definition)
  }
}

/** The dimensions of a cross in the order of their names. */
export function dimensionsOf({ dimensions }: CrossDefinition): readonly (readonly [string, PartitionsDefinition])[] {
  return Object.keys(dimensions)
    .sort()
    .map((name) => [name, partitionsOf(dimensions[name]) as PartitionsDefinition])
}

/** The definitions whose keys data decides, by the name of the dimension, which is empty outside of a cross. */
export function dataDefinitionsOf(
  definition: PartitionsDefinition | undefined,
): readonly (readonly [dimension: string, DataDefinition])[] {
  if (definition?.type === 'data') return [['', definition]]
  if (definition?.type !== 'cross') return []
  return dimensionsOf(definition).flatMap(([name, of]) => (of?.type === 'data' ? [[name, of] as const] : []))
}

async function openCross(definition: CrossDefinition, moment: Moment): Promise<PartitionSet> {
  const dimensions: { name: string; set: PartitionSet }[] = []
  for (const [name, of] of dimensionsOf(definition))
    dimensions.push({ name, set: await openPartitions(of, moment, name) })
  const count = dimensions.reduce((product, { set }) => product * set.keys.length, 1)
  if (count > mostPartitions) throw tooMany(count, dimensions)
  return crossSet(definition, dimensions)
}

function tooMany(count: number, dimensions: readonly { readonly name: string; readonly set: PartitionSet }[]) {
  const of = dimensions.map(({ name, set }) => `${set.keys.length.toLocaleString('en')} of ${name}`)
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `the cross of ${of.join(' and ')} has ${count.toLocaleString('en')} partitions`,
    facts: { partitions: count },
    fix: `leave a dimension to a column of the rows: there can be ${mostPartitions.toLocaleString('en')} partitions`,
  })
}

/**
 * The `partition` that a function gets for a key. The window need not have ended, since a test may name any key.
 * `undefined` where the definition does not have the key.
 */
export async function contextOfKey(
  definition: PartitionsDefinition | undefined,
  key: string,
): Promise<PartitionValue | undefined> {
  switch (definition?.type) {
    case undefined:
    case 'data':
      return { key }
    case 'fixed':
      return definition.keys.includes(key) ? { key } : undefined
    case 'time':
      return timePartition(key, await windowOfKey(definition, key))
    case 'cross': {
      const dimensions = dimensionsOf(definition)
      const parts = partsOf(key)
      if (parts.length !== dimensions.length) return undefined
      const values = await Promise.all(dimensions.map(([, of], place) => contextOfKey(of, parts[place] as string)))
      if (values.includes(undefined)) return undefined
      return { ...Object.fromEntries(dimensions.map(([name], place) => [name, values[place]])), key }
    }
    default:
      return unreachable(definition)
  }
}

/** Whether the definition has a key at any time, past or to come. The key has the definition's form. */
export async function mayHave(definition: PartitionsDefinition, key: string): Promise<boolean> {
  if (definition.type === 'time') {
    const window = await windowOfKey(definition, key)
    return window !== undefined && (await isWithin(definition, window))
  }
  if (definition.type !== 'cross') return true
  const parts = partsOf(key)
  const answers = await Promise.all(dimensionsOf(definition).map(([, of], place) => mayHave(of, parts[place] ?? '')))
  return !answers.includes(false)
}
