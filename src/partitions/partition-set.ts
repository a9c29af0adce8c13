import type { PartitionsDefinition } from '../define/partitions/partition.ts'

/** A half-open interval, in ms since 1970. */
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
  /** `undefined` for an asset without partitions: its one key is `''`. */
  readonly definition: PartitionsDefinition | undefined
  /** Times oldest first; listed keys in the order of their definition; keys that data decides in the order of texts. */
  readonly keys: readonly string[]
  has(key: string): boolean
  /** Its place among `keys`; -1 for an unknown key. */
  indexOf(key: string): number
  /** The window of a key, if it is a window of time that exists. */
  windowOf(key: string): Window | undefined
  /** The `partition` of an existing key. */
  contextOf(key: string): PartitionValue | undefined
}

/** More partitions than any plan can handle are refused. */
export const mostPartitions = 1_000_000

/** A set of windows of time. */
export interface TimeSet extends PartitionSet {
  readonly windows: Windows
  /** Every window of the definition that overlaps, whether it exists or not: see `absence`. */
  overlapping(window: Window): Windows
  /** The `n` windows up to and including this one. */
  endingWith(window: Window, n: number): Windows
  /** Why a window does not exist. */
  absence(window: Window): Absence
  /** Why the key does not exist now; `undefined` for a key that the definition will never have. */
  absenceOf(key: string): Absence | undefined
}

/** Windows without gaps: the end of one is the start of the next. */
export interface Windows {
  readonly keys: readonly string[]
  /** One more than there are keys: the last number is the end of the last window. */
  readonly starts: readonly number[]
}

/** Before the first window, after the last one that will ever be, not ended yet, or no longer kept. */
export type Absence = 'before' | 'after' | 'later' | 'dropped'

/** A set of combinations. */
export interface CrossSet extends PartitionSet {
  /** Sorted by name, which is the order of the parts of a key. */
  readonly dimensions: readonly { readonly name: string; readonly set: PartitionSet }[]
  /** The keys of the dimensions, in their order. */
  partsOf(key: string): readonly string[]
}

export const isTimeSet = (set: PartitionSet): set is TimeSet => set.definition?.type === 'time'
export const isCrossSet = (set: PartitionSet): set is CrossSet => set.definition?.type === 'cross'

/** The set of an asset without partitions. */
export const onePartition: PartitionSet = keySet(undefined, [''])

/** A set of keys without a time. */
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

/** The place of each key, computed at the first call. */
export function placesOf(keys: readonly string[]): () => ReadonlyMap<string, number> {
  let places: Map<string, number> | undefined
  return () => {
    if (places !== undefined) return places
    places = new Map()
    for (const [place, key] of keys.entries()) places.set(key, place)
    return places
  }
}
