import type { SourceOrigin } from '../../define/definition.ts'
import { type ReadOptions, readOptionFormats, readOptionNames, type TableFormat } from '../../define/read-options.ts'
import {
  checkOptions,
  flag,
  type OptionMistake,
  type OptionRule,
  type OptionRules,
  oneOf,
  positiveInteger,
} from './option-rules.ts'

type TableOrigin = Extract<SourceOrigin, { readonly type: 'table' }>

const mark: OptionRule = [
  (value) => typeof value === 'string' && value.length === 1 && value !== '\0' && value <= '\x7f',
  'one ASCII character',
]
const markOrNone: OptionRule = [(value) => value === '' || mark[0](value), "one ASCII character, or '' for none"]
const filled: OptionRule = [(value) => typeof value === 'string' && value !== '', 'a text that is not empty']
const count: OptionRule = [(value) => Number.isInteger(value) && (value as number) >= 0, 'a whole number of at least 0']
const typesOfColumns: OptionRule = [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((type) => typeof type === 'string' && isTypeName(type)),
  "types of DuckDB by the columns' names, such as { zip: 'VARCHAR' }",
]

const readRules = {
  columns: typesOfColumns,
  types: typesOfColumns,
  header: flag,
  delimiter: mark,
  quote: markOrNone,
  escape: markOrNone,
  nullText: [
    (value) => typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
    "a text or a list of texts, such as ['', 'NA']",
  ],
  dateFormat: filled,
  timestampFormat: filled,
  decimalSeparator: oneOf(',', '.'),
  encoding: oneOf('utf-8', 'latin-1', 'utf-16', 'utf-16be'),
  skip: count,
  comment: mark,
  allVarchar: flag,
  sampleSize: positiveInteger,
  ignoreErrors: flag,
  hivePartitioning: flag,
  maxLineBytes: positiveInteger,
  maxObjectBytes: positiveInteger,
  sheet: filled,
} satisfies OptionRules<ReadOptions>

/** What is wrong with how a data file is to be read, as far as it can be told without the files. */
export function readMistakes({ read: options, format }: TableOrigin): readonly OptionMistake[] {
  const mistakes = [...checkOptions(options, { rules: readRules })]
  if (format !== undefined) mistakes.push(...misplacedOptions(options, format))
  if (options.columns !== undefined && options.types !== undefined)
    mistakes.push({ message: 'has both `columns` and `types`', fix: 'give the types in `columns`' })
  if (options.allVarchar === true && (options.types ?? options.columns) !== undefined)
    mistakes.push({ message: 'has allVarchar, and types as well', fix: 'remove one of them' })
  return mistakes
}

/** Options that say nothing of this format. */
export function misplacedOptions(options: ReadOptions, format: TableFormat): readonly OptionMistake[] {
  return readOptionNames
    .filter(
      (name) => options[name] !== undefined && !(readOptionFormats[name] as readonly TableFormat[]).includes(format),
    )
    .map((name) => ({
      message: `has ${name}, which says nothing of ${format} files`,
      fix: `remove it: it is an option for ${readOptionFormats[name].join(', ')}`,
    }))
}

/**
 * `DECIMAL(10,2)`, `INTEGER[]`, `STRUCT(a INTEGER)`: words, numbers and brackets, which cannot end the expression that
 * they stand in.
 */
function isTypeName(text: string): boolean {
  return /^[A-Za-z][\w ]*(?:[(),[\]\w "]*)$/.test(text) && balanced(text)
}

function balanced(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}
