import { type Unit, type UnitParts, unitAt } from '../unit.ts'

/**
 * Finds the unit of a record among the planner's own texts: building and comparing texts of very many units takes
 * longer than everything else. Records and units mostly come in the same order, so the unit after the last match is
 * tried first.
 */
export function unitNames(units: readonly Unit[]): (of: UnitParts) => Unit {
  const places = new Map<string, number>()
  let [asset, next] = ['', 0]
  return (of) => {
    if (of.asset !== asset) {
      places.set(asset, next)
      asset = of.asset
      next = places.get(asset) ?? units.indexOf(unitAt(of))
    }
    const unit = units[next]
    if (unit !== undefined && isOf(unit, of)) {
      next += 1
      return unit
    }
    return unitAt(of)
  }
}

function isOf(unit: Unit, { asset, partition }: UnitParts): boolean {
  if (partition === '') return unit === asset
  return (
    unit.length === asset.length + partition.length + 2 &&
    unit[asset.length] === '[' &&
    unit.startsWith(asset) &&
    unit.startsWith(partition, asset.length + 1)
  )
}
