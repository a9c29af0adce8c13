import type { NodeFacts } from '../../discover/facts.ts'
import type { AlikeRecords } from '../../store/current-of.ts'
import type { AssetRecord } from '../../store/record.ts'
import { partsOf, type Unit, unitOf } from '../../unit.ts'
import type { UnitsOfNodes } from '../units.ts'
import type { Upstream } from '../upstream.ts'

/**
 * The units of an asset or a check by columns. Of those that are plain nothing is to be said but that they are fresh,
 * so that very many need no object each.
 */
export interface PlainUnits {
  readonly facts: NodeFacts
  /** One that is empty, where there are no partitions. */
  readonly keys: readonly string[]
  readonly records: AlikeRecords
  /** By the place of a key: that of its record, or `none`. */
  readonly places: Int32Array
  /** By the place of a key: 1 where the unit is plain. */
  readonly plain: Uint8Array
  readonly count: number
}
export const none = -1

/** The places of the records of those that are plain. */
export function* plainPlaces({ places, plain }: Pick<PlainUnits, 'places' | 'plain'>): Iterable<number> {
  for (const [index, place] of places.entries()) if (plain[index] === 1) yield place
}

export function* notPlain({ facts, keys, plain }: Pick<PlainUnits, 'facts' | 'keys' | 'plain'>): Iterable<Unit> {
  for (const [index, key] of keys.entries()) if (plain[index] === 0) yield unitOf(facts.node.name, key)
}

/** The one file of a record. */
export const fileAt = (records: AlikeRecords, place: number): AssetRecord['parts'][number] => ({
  blob: records.blobAt(place),
  sizeBytes: records.numbersAt(place).sizeBytes,
})

/** The records of units that are plain. */
export function recordsOfPlain(plain: ReadonlyMap<string, PlainUnits>, units: Pick<UnitsOfNodes, 'placeOf'>): Upstream {
  return (unit) => {
    const own = plain.get(partsOf(unit).asset)
    const index = own === undefined ? none : units.placeOf(unit)
    return own?.plain[index] === 1 ? own.records.storedAt(own.places[index] as number) : undefined
  }
}
