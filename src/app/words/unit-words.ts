import { partsOf, type Unit } from '../../unit.ts'
import { partitionWords } from '../../util/text/partition-words.ts'

/** The words that name a unit on the command line: `clean --partition 2026-01-05`. */
export function unitWords(unit: Unit): string {
  const { asset, partition } = partsOf(unit)
  return `${asset}${partitionWords(partition)}`
}
