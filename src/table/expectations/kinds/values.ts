import { type Sql, sql } from '../../../define/sql.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, RowsQuestion, Subject } from '../question.ts'
import { always, anyOf, bound, classOf, comparable, joined } from '../value.ts'
import {
  byCondition,
  type ColumnOfTable,
  columnIn,
  flagIn,
  listIn,
  numberIn,
  ofValues,
  rangeOptions,
} from './subject.ts'

/** The condition that a value lies outside of the range in the options. A bound that is left out does not limit. */
function outside(subject: Subject, value: Sql, sqlOf: (given: unknown, option: string) => Sql): Sql {
  const { min_value: least, max_value: most } = subject.kwargs
  const parts: Sql[] = []
  if (least !== undefined && least !== null) {
    const to = sqlOf(least, 'min_value')
    parts.push(flagIn(subject, 'strict_min') ? sql`${value} <= ${to}` : sql`${value} < ${to}`)
  }
  if (most !== undefined && most !== null) {
    const to = sqlOf(most, 'max_value')
    parts.push(flagIn(subject, 'strict_max') ? sql`${value} >= ${to}` : sql`${value} > ${to}`)
  }
  return anyOf(parts)
}

/** Equality as in SQL, with those of the values that the column can have at all; NaN is in no list. */
function isIn({ value, type }: ColumnOfTable, values: readonly unknown[]): Sql {
  const list = joined(
    values.flatMap((one) => comparable(one, type) ?? []),
    ', ',
  )
  return list === undefined ? sql`false` : sql`${value} IN (${list})`
}

/** Great Expectations counts the characters of a text; anything else has no length. */
function lengthOf(column: ColumnOfTable): Sql {
  const { name, value, type } = column
  if (classOf(type) === 'text' || type.kind === 'list' || type.kind === 'unknown') return sql`len(${value})`
  throw mistakeIn('column', `${name} has no lengths`, 'name a column of texts or lists')
}

const wholeNumber = (limit: unknown, option: string): Sql => {
  if (typeof limit === 'number' && Number.isFinite(limit)) return sql.raw(String(limit))
  throw mistakeIn(option, `is ${JSON.stringify(limit)} and no number`, `give ${option} a number`)
}

function ofColumn(
  options: readonly string[],
  required: readonly string[],
  condition: (column: ColumnOfTable, subject: Subject) => Sql,
): ExpectationKind {
  return {
    options,
    required,
    ask(subject): RowsQuestion {
      const column = columnIn(subject)
      return ofValues(column, byCondition(condition(column, subject)))
    },
  }
}

/** The question is about missing values, so these are not left out. */
function ofNulls(condition: (value: Sql) => Sql): ExpectationKind {
  return {
    options: [],
    required: [],
    ask(subject) {
      const { name, value } = columnIn(subject)
      const unexpected = byCondition(condition(value))
      return { of: 'rows', columns: [name], shape: 'value', considered: always, missing: false, unexpected }
    },
  }
}

export const valueKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_values_to_be_null: ofNulls((value) => sql`${value} IS NOT NULL`),
  expect_column_values_to_not_be_null: ofNulls((value) => sql`${value} IS NULL`),
  expect_column_values_to_be_between: ofColumn(
    [...rangeOptions, 'parse_strings_as_datetimes'],
    [],
    (column, subject) => {
      const { value, type } = column
      return outside(subject, value, (limit, option) => bound(limit, type, option))
    },
  ),
  expect_column_values_to_be_in_set: ofColumn(['value_set', 'parse_strings_as_datetimes'], [], (column, subject) => {
    const values = listIn(subject, 'value_set')
    return values === undefined ? sql`false` : sql`NOT (${isIn(column, values)})`
  }),
  expect_column_values_to_not_be_in_set: ofColumn(['value_set', 'parse_strings_as_datetimes'], [], (column, subject) =>
    isIn(column, listIn(subject, 'value_set') ?? []),
  ),
  expect_column_value_lengths_to_be_between: ofColumn(rangeOptions, [], (column, subject) =>
    outside(subject, lengthOf(column), wholeNumber),
  ),
  expect_column_value_lengths_to_equal: ofColumn(
    ['value'],
    ['value'],
    (column, subject) => sql`${lengthOf(column)} <> ${wholeNumber(subject.kwargs.value, 'value')}`,
  ),
  // The mean and the deviation are those of the rows that the expectation is of.
  expect_column_value_z_scores_to_be_less_than: ofColumn(
    ['threshold', 'double_sided'],
    ['threshold'],
    ({ value }, subject) => {
      const { table, where } = subject
      const of = (measure: string) => sql`(SELECT ${sql.raw(measure)}(${value}) FROM ${table} AS t WHERE ${where})`
      const score = sql`((${value} - ${of('avg')}) / nullif(${of('stddev_samp')}, 0))`
      const limit = sql.raw(String(numberIn(subject, 'threshold')))
      const below = flagIn(subject, 'double_sided') ? sql`abs(${score}) < abs(${limit})` : sql`${score} < ${limit}`
      // If all values are equal there is no score, and no value is far from the mean.
      return sql`NOT coalesce(${below}, true)`
    },
  ),
}
