import type { NodeFacts } from '../../discover/facts.ts'
import type { AlikeRecords } from '../../store/current-of.ts'
import type { AssetRecord, InputVersion } from '../../store/record.ts'
import { partsOf, type Unit, unitOf } from '../../unit.ts'
import type { UnitsOfNodes } from '../units.ts'
import { type Upstream, versionOfKeys } from '../upstream.ts'

/**
 * The units of an asset or a check, as columns. A plain unit is shown only as fresh, so that very many units need no
 * object each.
 */
export interface PlainUnits {
  readonly facts: NodeFacts
  /** One empty key where the node has no partitions. */
  readonly keys: readonly string[]
  readonly records: AlikeRecords
  /** For each key, by its place: the place of its record, or `none`. */
  readonly places: Int32Array
  /** For each key, by its place: 1 where the unit is plain. */
  readonly plain: Uint8Array
  readonly count: number
}
export const none = -1

/** The places of the records of plain units. */
export function* plainPlaces({ places, plain }: Pick<PlainUnits, 'places' | 'plain'>): Iterable<number> {
  for (const [index, place] of places.entries()) if (plain[index] === 1) yield place
}

export function* notPlain({ facts, keys, plain }: Pick<PlainUnits, 'facts' | 'keys' | 'plain'>): Iterable<Unit> {
  for (const [index, key] of keys.entries()) if (plain[index] === 0) yield unitOf(facts.node.name, key)
}

/** The only file of a record. */
export const fileAt = (records: AlikeRecords, place: number): AssetRecord['parts'][number] => ({
  blob: records.blobAt(place),
  sizeBytes: records.numbersAt(place).sizeBytes,
})

/**
 * The versions of columns of many tables, by the place of a record; `undefined` for one that is not known. A list that
 * is not known yet is empty.
 */
export type ColumnsVersions = (records: AlikeRecords, columns: readonly string[]) => readonly (string | undefined)[]

/** The records of units that are plain. */
export function recordsOfPlain(
  plain: ReadonlyMap<string, PlainUnits>,
  units: UnitsOfNodes,
  columnsVersions?: ColumnsVersions,
): Upstream {
  let next = 0
  // Callers mostly ask in the order of the keys, and looking up the place of a key is the slowest part.
  const placeOf = ({ keys }: PlainUnits, unit: Unit, key: string): number => {
    const index = keys[next] === key ? next : units.placeOf(unit)
    next = index + 1
    return index
  }
  const recordOf = (unit: Unit) => {
    const { asset, partition } = partsOf(unit)
    const own = plain.get(asset)
    if (own === undefined) return undefined
    const index = placeOf(own, unit, partition)
    return own.plain[index] === 1 ? own.records.storedAt(own.places[index] as number) : undefined
  }
  const versionOfAll = (all: readonly Unit[], columns: InputVersion['columns']) => {
    const own = all.length > 1 ? wholePlain(plain, units, all) : undefined
    if (own === undefined || (columns !== null && columnsVersions === undefined)) return undefined
    return {
      version: columns === null ? versionOfPlain(own) : versionOfColumns(own, columnsVersions?.(own.records, columns)),
    }
  }
  return Object.assign(recordOf, { versionOfAll })
}

/** The asset, where `units` are all of its units and all are plain. */
export function wholePlain(
  plain: ReadonlyMap<string, PlainUnits>,
  units: UnitsOfNodes,
  all: readonly Unit[],
): PlainUnits | undefined {
  const own = all[0] && plain.get(partsOf(all[0]).asset)
  if (own === undefined || own.count < own.keys.length || all.length < own.keys.length) return undefined
  // Readers of all partitions share one list.
  return all === units.units(own.facts) ? own : undefined
}

const versions = new WeakMap<PlainUnits, string>()

/** The version of all tables of an asset together, where all are plain. */
export function versionOfPlain(own: PlainUnits): string {
  const before = versions.get(own)
  if (before !== undefined) return before
  const version = versionOfKeys(keysAndVersions(own))
  versions.set(own, version)
  return version
}

/** The same of columns; `undefined` while one of them has no version. */
export function versionOfColumns(own: PlainUnits, versions: ReturnType<ColumnsVersions> = []): string | undefined {
  const { records, places } = own
  if (versions.length < records.count || places.some((place) => versions[place] === undefined)) return undefined
  return versionOfKeys(keysAndVersions(own, (place) => versions[place] as string))
}

function* keysAndVersions(
  { keys, places, records }: PlainUnits,
  versionAt = (place: number): string => records.versionAt(place),
): Iterable<readonly [key: string, version: string]> {
  for (const [index, key] of keys.entries()) yield [key, versionAt(places[index] as number)]
}
