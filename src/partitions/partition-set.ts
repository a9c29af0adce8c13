import type { PartitionsDefinition } from '../define/partitions/partition.ts'

/** Half open, in ms since 1970. */
export interface Window {
  readonly start: number
  readonly end: number
}

/** The `partition` of a user's function: its key and the values that the definition gives it. */
export interface PartitionValue {
  readonly key: string
  readonly [name: string]: unknown
}

/** The partitions of one definition that exist at one moment. */
export interface PartitionSet {
  /** `undefined` of what has no partitions: its one key is `''`. */
  readonly definition: PartitionsDefinition | undefined
  /** Oldest first; keys that are no time in the order of their definition, those that data decides in that of texts. */
  readonly keys: readonly string[]
  has(key: string): boolean
  /** Its place among `keys`; -1 for an unknown key. */
  indexOf(key: string): number
  /** The window of a key, where it is a window of time that exists. */
  windowOf(key: string): Window | undefined
  /** The `partition` of a key that exists. */
  contextOf(key: string): PartitionValue | undefined
}

/** More than a plan can speak of. */
export const mostPartitions = 1_000_000

/** A set of windows of time. */
export interface TimeSet extends PartitionSet {
  readonly windows: Windows
  /** Every window of the definition that overlaps, also those that do not exist: see `absence`. */
  overlapping(window: Window): Windows
  /** The windows that end with this one, which is the last of them. */
  endingWith(window: Window, n: number): Windows
  /** Why a window does not exist. */
  absence(window: Window): Absence
  /** Why the key does not exist now; `undefined` for a key that the definition will never have. */
  absenceOf(key: string): Absence | undefined
}

/** Windows without gaps: the end of one is the start of the next. */
export interface Windows {
  readonly keys: readonly string[]
  /** One more than there are keys: the last is the end of the last window. */
  readonly starts: readonly number[]
}

/** Before the first, after the last that there will ever be, not ended, or no longer kept. */
export type Absence = 'before' | 'after' | 'later' | 'dropped'

/** A set of combinations. */
export interface CrossSet extends PartitionSet {
  /** In the order of their names, which is that of the parts of a key. */
  readonly dimensions: readonly { readonly name: string; readonly set: PartitionSet }[]
  /** The keys of the dimensions, in their order. */
  partsOf(key: string): readonly string[]
}

export const isTimeSet = (set: PartitionSet): set is TimeSet => set.definition?.type === 'time'
export const isCrossSet = (set: PartitionSet): set is CrossSet => set.definition?.type === 'cross'

/** The set of an asset without partitions. */
export const onePartition: PartitionSet = keySet(undefined, [''])

/** Keys that are no time. */
export function keySet(definition: PartitionsDefinition | undefined, keys: readonly string[]): PartitionSet {
  const places = placesOf(keys)
  return {
    definition,
    keys,
    has: (key) => places().has(key),
    indexOf: (key) => places().get(key) ?? -1,
    windowOf: () => undefined,
    contextOf: (key) => (places().has(key) ? { key } : undefined),
  }
}

/** Found out where somebody asks. */
export function placesOf(keys: readonly string[]): () => ReadonlyMap<string, number> {
  let places: Map<string, number> | undefined
  return () => {
    if (places !== undefined) return places
    places = new Map()
    for (const [place, key] of keys.entries()) places.set(key, place)
    return places
  }
}
