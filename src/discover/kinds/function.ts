import type { SourceOrigin } from '../../define/definition.ts'
import { functionMistakes, isolated, reviewed, sourceRules } from '../options/common-rules.ts'
import { callable, checkOptions } from '../options/option-rules.ts'
import { partitionRules } from '../options/partition-rules.ts'
import type { SourceKind } from './source-kind.ts'

type FunctionOrigin = Extract<SourceOrigin, { readonly type: 'function' }>

/** `source({ observe }, async () => rows)`: only a run may call the user's functions. */
export const functionKind: SourceKind<FunctionOrigin> = {
  type: 'function',
  roots: ['observe'],
  mistakes: ({ origin, options }) => [
    ...functionMistakes(origin.run, { kind: 'source', options }),
    ...checkOptions({ observe: origin.observe }, { rules: { observe: callable } }),
    ...checkOptions(options, { rules: { ...sourceRules, ...isolated, ...partitionRules, reviewed } }),
  ],
  keyed: () => [],
  functions: ({ run, observe }) => ({ run, observe }),
  observe: async ({ observe }) => ({ type: observe === undefined ? 'always' : 'unasked' }),
  evidence: () => 'covered',
  rows: ({ run }, { call }) => call(run),
}
