import type { AssetDefinition, AssetOptions } from '../../define/definition.ts'
import { common, empty, functionMistakes, reviewed, rowRules, validationMistakes } from '../options/common-rules.ts'
import { checkOptions, flag, type OptionMistake, type OptionRules, oneOf, text } from '../options/option-rules.ts'
import type { Kind } from './kind.ts'

const rules = {
  ...common,
  volatile: flag,
  ...rowRules,
  empty,
  reviewed,
  ordered: flag,
  codeVersion: text,
  fingerprint: oneOf('strict'),
  partitions: [() => true, 'partitions'],
} satisfies OptionRules<AssetOptions>

const keyed = [
  'onInvalid',
  'maxInvalid',
  'strict',
  'ordered',
  'codeVersion',
  'fingerprint',
] as const satisfies readonly (keyof AssetOptions)[]

/** `asset({ … }, ({ documents }) => rows)` */
export const assetKind: Kind<AssetDefinition> = {
  rules,
  roots: ['schema', 'partitions'],
  mistakes: ({ run, options }) => [
    ...functionMistakes(run, 'asset'),
    ...checkOptions(options, { rules }),
    ...validationMistakes(options),
    ...partitionMistakes(options),
  ],
  keyed: ({ options }) => keyed.map((name) => [name, options[name]]),
}

/** They are typed, for what is to come: accepted, they would make one table of all partitions. */
function partitionMistakes({ partitions }: AssetOptions): readonly OptionMistake[] {
  if (partitions === undefined) return []
  const fix =
    'remove it, and keep the key in a column; rows are computed again only where they are new with map and flatMap'
  return [{ message: 'has partitions, which no release makes yet', fix }]
}
