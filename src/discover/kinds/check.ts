import type { CheckDefinition, CheckOptions } from '../../define/definition.ts'
import { common, functionMistakes, isolated, reviewed } from '../options/common-rules.ts'
import { checkOptions, type OptionRules, oneOf } from '../options/option-rules.ts'
import { readerRules } from '../options/partition-rules.ts'
import type { Kind } from './kind.ts'

const rules = {
  ...common,
  ...isolated,
  severity: oneOf('block', 'warn'),
  reviewed,
  ...readerRules,
} satisfies OptionRules<CheckOptions>

/** `check({ … }, ({ documents }) => verdict)` */
export const checkKind: Kind<CheckDefinition> = {
  rules,
  roots: [],
  mistakes: ({ kind, run, options }) => [
    ...functionMistakes(run, { kind, options }),
    ...checkOptions(options, { rules }),
  ],
  keyed: () => [],
}
