import type { AssetDefinition, AssetOptions } from '../../define/definition.ts'
import { foreignSymbol, isForeign } from '../../define/foreign/foreign-function.ts'
import {
  empty,
  functionMistakes,
  isolated,
  making,
  reviewed,
  rowRules,
  validationMistakes,
} from '../options/common-rules.ts'
import { checkOptions, flag, type OptionMistake, type OptionRules, oneOf, text } from '../options/option-rules.ts'
import { readerRules } from '../options/partition-rules.ts'
import { previousMistakes, previousRule } from '../options/previous-rules.ts'
import type { Kind } from './kind.ts'

const rules = {
  ...making,
  ...isolated,
  volatile: flag,
  ...rowRules,
  empty,
  engine: oneOf('duckdb', 'spark'),
  reviewed,
  ordered: flag,
  codeVersion: text,
  fingerprint: oneOf('strict'),
  ...readerRules,
  previous: previousRule,
} satisfies OptionRules<AssetOptions>

const keyed = [
  'onInvalid',
  'maxInvalid',
  'strict',
  'ordered',
  'codeVersion',
  'fingerprint',
  'previous',
] as const satisfies readonly (keyof AssetOptions)[]

const engineOfForeign: OptionMistake = {
  message: 'has an engine, which is for sql, and a function of another language',
  fix: 'leave engine out: a function in Python says by its frames what computes it, such as pyspark.sql.DataFrame',
}

/** `asset({ … }, ({ documents }) => rows)` */
export const assetKind: Kind<AssetDefinition> = {
  rules,
  roots: ['schema'],
  mistakes: (definition) => [
    ...functionMistakes(definition.run, definition),
    ...checkOptions(definition.options, { rules }),
    ...schemaMistakes(definition),
    ...(isForeign(definition.run) && definition.options.engine !== undefined ? [engineOfForeign] : []),
    ...previousMistakes(definition),
  ],
  keyed: ({ options }) => [
    ...keyed.map((name) => [name, options[name]] as const),
    ['engine', options.engine === 'duckdb' ? undefined : options.engine],
  ],
}

/** A function of Python may be held to a schema where it is written. */
function schemaMistakes({ run, options }: AssetDefinition): readonly OptionMistake[] {
  const isInPython = isForeign(run) && run[foreignSymbol].type === 'python' && options.schema === undefined
  return isInPython ? [] : validationMistakes(options)
}
