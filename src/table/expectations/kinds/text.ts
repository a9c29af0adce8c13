import { type Sql, sql } from '../../../define/sql.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, RowsQuestion, Subject } from '../question.ts'
import { allOf, anyOf, classOf } from '../value.ts'
import { isDate } from './date-text.ts'
import { isJson, jsonSchemaTest } from './json-text.ts'
import { pattern } from './regex.ts'
import { byCondition, type ColumnOfTable, columnIn, ofValues, textIn, textsIn } from './subject.ts'

/** The column, whose values have to be texts. */
function textColumn(subject: Subject): ColumnOfTable {
  const column = columnIn(subject)
  if (classOf(column.type) === 'text' || column.type.kind === 'unknown') return column
  throw mistakeIn('column', `${column.name} has no texts: its type is another`, 'name a column of texts')
}

/** Whether all patterns have to match; by default, any of them. */
function matchesAll(subject: Subject): boolean {
  const { match_on: on = 'any' } = subject.kwargs
  if (on === 'any' || on === 'all' || on === null) return on === 'all'
  throw mistakeIn('match_on', `is ${JSON.stringify(on)}`, "give 'any' or 'all'")
}

/** The column as text, since pandas matches patterns against the written value: 17 matches `^1`. */
function writtenColumn(subject: Subject): ColumnOfTable {
  const column = columnIn(subject)
  return classOf(column.type) === 'text' ? column : { ...column, value: sql`CAST(${column.value} AS VARCHAR)` }
}

function ofText(
  options: readonly string[],
  required: readonly string[],
  unexpected: (column: ColumnOfTable, subject: Subject) => RowsQuestion['unexpected'],
  columnOf: (subject: Subject) => ColumnOfTable = textColumn,
): ExpectationKind {
  return {
    options,
    required,
    ask(subject) {
      const column = columnOf(subject)
      return ofValues(column, unexpected(column, subject))
    },
  }
}

/** How a value is tested against patterns of one kind: in SQL, or by a function where DuckDB cannot run one of them. */
interface Patterns {
  readonly option: string
  readonly sql: (value: Sql, pattern: string) => Sql | undefined
  readonly test: (pattern: string) => (value: string) => boolean
}

const regexes: Patterns = {
  option: 'regex',
  sql: (value, text) => {
    const { re2 } = pattern(text)
    if (re2 === undefined) return undefined
    const matches = (of: Sql) => sql`regexp_matches(${of}, ${re2.text})`
    if (!re2.beforeLineEnd) return matches(value)
    const early = matches(sql`left(${value}, -1)`)
    // DuckDB evaluates both sides of an OR for all values. Most match, and few of the others end in a line end.
    return sql`CASE WHEN ${matches(value)} THEN true WHEN suffix(${value}, chr(10)) THEN ${early} ELSE false END`
  },
  test: (text) => pattern(text).test,
}
const likes: Patterns = {
  option: 'like_pattern',
  sql: (value, text) => sql`${value} LIKE ${text}`,
  test: () => () => false,
}

function matching(
  { sql: sqlOf, test }: Patterns,
  { value }: ColumnOfTable,
  {
    patterns,
    all,
    negated,
  }: { readonly patterns: readonly string[]; readonly all: boolean; readonly negated: boolean },
): RowsQuestion['unexpected'] {
  const conditions = patterns.map((one) => sqlOf(value, one))
  if (conditions.every((one) => one !== undefined)) {
    const matches = all ? allOf(conditions) : anyOf(conditions)
    return byCondition(negated ? matches : sql`NOT ${matches}`)
  }
  const tests = patterns.map(test)
  const matches = (text: string) => (all ? tests.every((one) => one(text)) : tests.some((one) => one(text)))
  return { by: 'function', text: value, isUnexpected: (text) => matches(text) === negated }
}

const one = (patterns: Patterns, negated: boolean): ExpectationKind =>
  ofText(
    [patterns.option],
    [patterns.option],
    (column, subject) =>
      matching(patterns, column, { patterns: [textIn(subject, patterns.option)], all: false, negated }),
    writtenColumn,
  )

const several = (patterns: Patterns, negated: boolean): ExpectationKind => {
  const option = `${patterns.option}_list`
  return ofText(
    negated ? [option] : [option, 'match_on'],
    [option],
    (column, subject) =>
      matching(patterns, column, { patterns: textsIn(subject, option), all: !negated && matchesAll(subject), negated }),
    writtenColumn,
  )
}

/** Python's directives that DuckDB reads as Python does. */
const directive = /%[aAwdbBmyYHIpMSfzZjUWcxX%]/

function strftimeFormat(subject: Subject): string {
  const format = textIn(subject, 'strftime_format')
  const unknown = format.match(/%./g)?.find((one) => !directive.test(one))
  if (unknown === undefined) return format
  throw mistakeIn(
    'strftime_format',
    `has the directive ${unknown}, which no date is read by`,
    'use directives that Python’s strptime has',
  )
}

const byFunction = ({ value }: ColumnOfTable, isExpected: (text: string) => boolean): RowsQuestion['unexpected'] => ({
  by: 'function',
  text: value,
  isUnexpected: (text) => !isExpected(text),
})

export const textKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_values_to_match_regex: one(regexes, false),
  expect_column_values_to_not_match_regex: one(regexes, true),
  expect_column_values_to_match_regex_list: several(regexes, false),
  expect_column_values_to_not_match_regex_list: several(regexes, true),
  expect_column_values_to_match_like_pattern: one(likes, false),
  expect_column_values_to_not_match_like_pattern: one(likes, true),
  expect_column_values_to_match_like_pattern_list: several(likes, false),
  expect_column_values_to_not_match_like_pattern_list: several(likes, true),
  expect_column_values_to_match_strftime_format: ofText(
    ['strftime_format'],
    ['strftime_format'],
    ({ value }, subject) => byCondition(sql`try_strptime(${value}, ${strftimeFormat(subject)}) IS NULL`),
  ),
  expect_column_values_to_be_dateutil_parseable: ofText([], [], (column) => byFunction(column, isDate)),
  expect_column_values_to_be_json_parseable: ofText([], [], (column) => byFunction(column, isJson)),
  expect_column_values_to_match_json_schema: ofText(['json_schema'], ['json_schema'], (column, { kwargs }) =>
    byFunction(column, jsonSchemaTest(kwargs.json_schema)),
  ),
}
