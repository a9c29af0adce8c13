import { partsOf, type Unit } from '../../unit.ts'
import { partitionWords } from '../../util/text/partition-words.ts'

/** How a command is told which unit is meant: `clean --partition 2026-01-05`. */
export function unitWords(unit: Unit): string {
  const { asset, partition } = partsOf(unit)
  return `${asset}${partitionWords(partition)}`
}
