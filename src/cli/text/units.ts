import { assetOf, partitionOf, type Unit } from '../../unit.ts'
import { count } from '../../util/text/count.ts'

/** `3 assets, 104 partitions`: what numbers of steps count; nothing where each step is an asset. */
export function unitsText(units: readonly Unit[]): readonly string[] {
  const partitions = units.filter((unit) => partitionOf(unit) !== '').length
  if (partitions === 0) return []
  return [`${count(new Set(units.map(assetOf)).size, 'asset')}, ${count(partitions, 'partition')}`]
}
