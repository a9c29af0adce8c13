import type { AssetDefinition } from '../../define/definition.ts'
import { isForeign } from '../../define/foreign/foreign-function.ts'
import { type PartitionsDefinition, partitionsOf } from '../../define/partitions/partition.ts'
import type { OptionMistake, OptionRule } from './option-rules.ts'

export const previousRule: OptionRule = [(value) => value === true, 'true']

/**
 * What an asset that reads its past has to have, and cannot have. In another language, no type says what the rows are
 * before there are any: the columns of its last version do.
 */
export function previousMistakes({
  run,
  options: { previous, schema, partitions },
}: AssetDefinition): readonly OptionMistake[] {
  if (previous !== true) return []
  const mistakes: OptionMistake[] = []
  if (schema === undefined && !isForeign(run))
    mistakes.push({
      message: 'has previous and no schema, and the first time nothing else says what columns it has',
      fix: 'give it a schema, such as z.object({ … })',
    })
  const times = timesOf(partitionsOf(partitions))
  if (times.length > 1)
    mistakes.push({
      message: `has previous and partitions of ${times.length} times, of which none says which partition is before another`,
      fix: 'give it partitions of one time, and keep the other in a column',
    })
  if (times.some(({ options }) => options.keep !== undefined))
    mistakes.push({
      message: 'has previous and partitions with keep, which takes away the partitions that others are made from',
      fix: 'leave out keep, or name the partitions that are read with reads, such as partitions.previous()',
    })
  return mistakes
}

function timesOf(
  definition: PartitionsDefinition | undefined,
): readonly Extract<PartitionsDefinition, { type: 'time' }>[] {
  if (definition?.type === 'cross')
    return Object.values(definition.dimensions).flatMap((one) => timesOf(partitionsOf(one)))
  return definition?.type === 'time' ? [definition] : []
}
