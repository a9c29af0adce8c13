import { partsOf, type Unit } from '../../unit.ts'

export interface UnitFields {
  readonly asset: string
  /** Where the asset has more than one. */
  readonly partition?: string
}

/** How the JSON documents name a unit. */
export function unitFields(unit: Unit): UnitFields {
  const { asset, partition } = partsOf(unit)
  return partition === '' ? { asset } : { asset, partition }
}
