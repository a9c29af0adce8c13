declare const brand: unique symbol

/**
 * An asset and its partition: the only id of what is planned, made, leased and current. It is a text, so that maps are
 * as fast as those of names: `orders`, or `orders[2026-01-05]` where the asset has partitions. No name has a bracket in
 * it, and a key may hold any text.
 */
export type Unit = string & { readonly [brand]: 'unit' }

/** A unit as the catalog and the lock write it: `partition` is empty where the asset has none. */
export interface UnitParts {
  readonly asset: string
  readonly partition: string
}

/** @param partition left out for an asset that has none. */
export function unitOf(asset: string, partition = ''): Unit {
  return (partition === '' ? asset : `${asset}[${partition}]`) as Unit
}

/** The unit that a record, a line of the lock, a pointer or a lease is of. */
export const unitAt = ({ asset, partition }: UnitParts): Unit => unitOf(asset, partition)

export function partsOf(unit: Unit): UnitParts {
  const open = unit.indexOf('[')
  if (open === -1 || !unit.endsWith(']')) return { asset: unit, partition: '' }
  return { asset: unit.slice(0, open), partition: unit.slice(open + 1, -1) }
}

export const assetOf = (unit: Unit): string => partsOf(unit).asset

export const partitionOf = (unit: Unit): string => partsOf(unit).partition
