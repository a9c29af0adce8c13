import type { AssetOptions, PartitionOptions, ReadsOptions } from '../../define/definition.ts'
import { partitionsOf } from '../../define/partitions/partition.ts'
import { readsRuleOf } from '../../define/partitions/reads.ts'
import type { OptionMistake, OptionRule, OptionRules } from './option-rules.ts'

/** The options of what has partitions. */
export const partitionRules = {
  partitions: [
    (value) => partitionsOf(value) !== undefined,
    "partitions, such as partitions.daily({ from: '2026-01-01' }) of assetstore",
  ],
} satisfies OptionRules<PartitionOptions>

const isReads = (value: unknown): boolean => readsRuleOf(value) !== undefined
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const reads: OptionRule = [
  (value) =>
    isObject(value) &&
    Object.values(value).every((one) => isReads(one) || (isObject(one) && Object.values(one).every(isReads))),
  'mappings by the names of parameters, such as { orders: partitions.all() }',
]

/** The options of what reads partitions as well. */
export const readerRules = { ...partitionRules, reads } satisfies OptionRules<PartitionOptions & ReadsOptions>

/** What is typed for what is to come: accepted, it would do nothing. */
export function partitionMistakes({ partitions }: Pick<AssetOptions, 'partitions'>): readonly OptionMistake[] {
  return isOfData(partitions) ? [notYet] : []
}

function isOfData(partitions: unknown): boolean {
  const definition = partitionsOf(partitions)
  if (definition?.type === 'cross') return Object.values(definition.dimensions).some(isOfData)
  return definition?.type === 'data'
}

const notYet: OptionMistake = {
  message: 'has partitions.from, which no release makes yet',
  fix: 'remove it, and keep the key in a column; rows are computed again only where they are new with map and flatMap',
}
