import type { RowOptions, SourceOrigin } from '../../define/definition.ts'
import { readOptionNames, tableFormats } from '../../define/read-options.ts'
import { globMistakes } from '../observe/partition-glob.ts'
import { globRule, reviewed, rowRules, sourceRules, validationMistakes } from '../options/common-rules.ts'
import { checkOptions, oneOf, text } from '../options/option-rules.ts'
import { readMistakes } from '../options/options-of-tables.ts'
import { partitionRules } from '../options/partition-rules.ts'
import { readableFiles, tableFiles } from '../origins/table-files.ts'
import { observedFiles } from './files.ts'
import type { SourceKind } from './source-kind.ts'

type TableOrigin = Extract<SourceOrigin, { readonly type: 'table' }>

const originRules = {
  type: text,
  glob: globRule,
  format: oneOf(...tableFormats),
  read: [() => true, 'read options'],
} as const
const keyedOptions = ['onInvalid', 'maxInvalid', 'strict'] as const satisfies readonly (keyof RowOptions)[]

/** `source.table(glob, { … })`: the rows of data files, read where they lie. */
export const tableKind: SourceKind<TableOrigin> = {
  type: 'table',
  roots: ['format', 'schema'],
  mistakes: ({ origin, options }) => [
    ...checkOptions(origin, { rules: originRules }),
    ...checkOptions(options, {
      rules: { ...sourceRules, ...rowRules, ...partitionRules, reviewed },
      others: readOptionNames,
    }),
    ...globMistakes([origin.glob].flat(), options),
    ...validationMistakes(options),
    ...readMistakes(origin),
  ],
  // Two values of the slice: the schema, which is code, and `format`, which was there before any other option.
  keyed: ({ origin, options }) => [
    ...keyedOptions.map((name) => [name, options[name]] as const),
    ...readOptionNames.map((name) => [name, origin.read[name]] as const),
  ],
  observe: ({ type, glob }, where) => observedFiles({ type, glob }, where),
  evidence: ({ type, glob }) => ({ type, glob }),
  rows: async (origin, { root }) => {
    const files = await tableFiles(root, origin)
    return files === undefined ? [] : readableFiles(files, origin.read)
  },
  setsUnreadAside: ({ read }) => read.ignoreErrors === true,
}
