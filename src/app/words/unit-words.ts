import { partsOf, type Unit } from '../../unit.ts'
import { shellWord } from '../../util/text/shell-word.ts'

/** How a command is told which unit is meant: `clean --partition 2026-01-05`. */
export function unitWords(unit: Unit): string {
  const { asset, partition } = partsOf(unit)
  return `${asset}${partitionWords(partition)}`
}

/** What follows the asset; nothing where it has no partitions. */
export const partitionWords = (partition = ''): string =>
  partition === '' ? '' : ` --partition ${shellWord(partition)}`
