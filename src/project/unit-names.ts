import { type Unit, type UnitParts, unitAt } from '../unit.ts'

/**
 * The unit of a record with the text that the planner has of it: to put together and to compare the texts of very many
 * takes longer than all else that is asked of them. Records come in the order of their keys, as most units do, so that
 * the one behind the last is looked at first.
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
