import type { PartitionOptions, ReadsOptions } from '../../define/definition.ts'
import { partitionsOf } from '../../define/partitions/partition.ts'
import { readsRuleOf } from '../../define/partitions/reads.ts'
import type { OptionRule, OptionRules } from './option-rules.ts'

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
