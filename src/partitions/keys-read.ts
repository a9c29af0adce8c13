import type { ReadsRule } from '../define/partitions/reads.ts'
import { crossKey, partsOf } from './cross-set.ts'
import { sameDefinition } from './identity.ts'
import { isCrossSet, isTimeSet, type PartitionSet } from './partition-set.ts'
import type { AbsentKey, ReadKeys } from './read-keys.ts'
import { readWindows, type WindowRule } from './time/read-windows.ts'

export interface Edge {
  readonly reader: PartitionSet
  readonly upstream: PartitionSet
  /** The option `reads` of the parameter. Left out: the rule follows from the definitions. */
  readonly rule?: ReadsRule | undefined
}

/** The keys of an upstream that each key of a reader reads. The definitions have to be right (`mappingMistake`). */
export function keysRead({ reader, upstream, rule }: Edge): (key: string) => ReadKeys {
  const all: ReadKeys = { keys: upstream.keys, absent: [] }
  switch (rule?.type) {
    case 'all':
      return () => all
    case 'only':
      return () => sameKey(upstream, rule.key)
    case 'same':
      return (key) => sameKey(upstream, key)
    default:
      return byDimension({ reader, upstream, rule })
  }
}

/**
 * Whether every key reads its own, where the upstream has it, or every key reads all; `undefined` where `keysRead` has
 * to be asked about each.
 */
export function readsAlike({ reader, upstream, rule }: Edge): 'own' | 'all' | undefined {
  switch (rule?.type) {
    case 'all':
      return 'all'
    case 'same':
      return 'own'
    case undefined:
    case 'overlapping':
      return !isCrossSet(upstream) && sameDefinition(reader.definition, upstream.definition) ? 'own' : undefined
    default:
      return undefined
  }
}

function sameKey(upstream: PartitionSet, key: string): ReadKeys {
  if (upstream.has(key)) return { keys: [key], absent: [] }
  const why = whyAbsent(upstream, key)
  const absent = [{ key, why }]
  return why === 'dropped' ? { keys: [], absent, dropped: [key] } : { keys: [], absent }
}

/**
 * The order in which the reasons about a combination are listed: keys that will never exist, then keys to come, then
 * keys that are gone.
 */
const absences = ['unknown', 'before', 'after', 'later', 'dropped'] as const

/** Why a set does not have a key. */
export function whyAbsent(set: PartitionSet, key: string): AbsentKey['why'] {
  if (isTimeSet(set)) return set.absenceOf(key) ?? 'unknown'
  if (!isCrossSet(set)) return 'unknown'
  const parts = set.partsOf(key)
  if (parts.length !== set.dimensions.length) return 'unknown'
  const whys = set.dimensions.flatMap((one, place) => {
    const part = parts[place] as string
    return one.set.has(part) ? [] : [whyAbsent(one.set, part)]
  })
  // If each of its parts exists, the combination itself waits for a table that it reads.
  return absences.find((why) => whys.includes(why)) ?? 'later'
}

interface Dimension {
  /** The name of the dimension; `undefined` outside of a cross. */
  readonly name: string | undefined
  readonly set: PartitionSet
}

/** A set without partitions has one key and no dimension. */
export function dimensionsOfSet(set: PartitionSet): readonly Dimension[] {
  if (isCrossSet(set)) return set.dimensions
  return set.definition === undefined ? [] : [{ name: undefined, set }]
}

/**
 * The rule for each dimension of an upstream, with the reader's dimension that corresponds to it: the same key where
 * the two are equal, the windows that overlap where both are time, else all keys.
 */
function byDimension({ reader, upstream, rule }: Edge & { readonly rule: WindowRule | undefined }) {
  const dimensions = dimensionsOfSet(upstream)
  const own = dimensionsOfSet(reader)
  const reads = dimensions.map(({ name, set }) => dimensionRead(set, answering({ name, set }, own), rule))
  const partsOfKey = (key: string) => (isCrossSet(reader) ? partsOf(key) : [key])
  const [only] = reads
  if (only === undefined) return (): ReadKeys => ({ keys: upstream.keys, absent: [] })
  if (!isCrossSet(upstream)) return (key: string) => only(partsOfKey(key))
  return (key: string): ReadKeys => {
    const parts = partsOfKey(key)
    const each = reads.map((read) => read(parts))
    const keys = product(each.map((one) => one.keys)).map(crossKey)
    const dropped = droppedOf(each)
    return {
      keys: keys.sort((a, b) => upstream.indexOf(a) - upstream.indexOf(b)),
      absent: each.flatMap(({ absent }) => absent),
      ...(dropped.length === 0 ? {} : { dropped }),
    }
  }
}

/** The combinations that have a part which is no longer kept. */
function droppedOf(each: readonly ReadKeys[]): readonly string[] {
  if (each.every(({ dropped }) => dropped === undefined)) return []
  const remaining = new Set(product(each.map(({ keys }) => keys)).map(crossKey))
  const all = product(each.map(({ keys, dropped = [] }) => [...dropped, ...keys])).map(crossKey)
  return all.filter((key) => !remaining.has(key))
}

interface Own extends Dimension {
  /** Its place among the parts of the reader's key. */
  readonly place: number
}

/** The reader's dimension of the same name; else the only one with an equal definition; else the only one of time. */
function answering({ name, set }: Dimension, own: readonly Dimension[]): Own | undefined {
  const placed = own.map((each, place) => ({ ...each, place }))
  const byName = placed.find((each) => each.name !== undefined && each.name === name)
  if (byName !== undefined) return byName
  const equal = placed.filter((each) => sameDefinition(each.set.definition, set.definition))
  if (equal.length > 0) return equal.length === 1 ? equal[0] : undefined
  const times = isTimeSet(set) ? placed.filter((each) => isTimeSet(each.set)) : []
  return times.length === 1 ? times[0] : undefined
}

function dimensionRead(
  set: PartitionSet,
  own: Own | undefined,
  rule: WindowRule | undefined,
): (parts: readonly string[]) => ReadKeys {
  const all: ReadKeys = { keys: set.keys, absent: [] }
  const partOf = (parts: readonly string[]) => parts[own?.place ?? 0] as string
  if (isTimeSet(set)) {
    const windowOf = own !== undefined && isTimeSet(own.set) ? own.set.windowOf : undefined
    if (windowOf === undefined && rule === undefined) return () => all
    const of = rule ?? { type: 'overlapping', missing: 'fail' }
    return (parts) => readWindows(set, of, windowOf?.(partOf(parts)))
  }
  if (own === undefined || !sameDefinition(own.set.definition, set.definition)) return () => all
  return (parts) => sameKey(set, partOf(parts))
}

function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (combinations, list) => combinations.flatMap((parts) => list.map((key) => [...parts, key])),
    [[]],
  )
}
