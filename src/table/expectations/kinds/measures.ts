import { type Sql, sql } from '../../../define/sql.ts'
import { type DataType, unmarked } from '../../codec/types/data-type.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, Subject, Verdict } from '../question.ts'
import { bound, classOf, comparable, joined, overRows } from '../value.ts'
import { numberOf } from './observed.ts'
import { type ColumnOfTable, columnIn, flagIn, listIn, numberIn, rangeOptions } from './subject.ts'

/** For a measure that is a number. A measure over no values is in no range. */
export function inRange(subject: Subject, measured: number | undefined): boolean {
  if (measured === undefined) return false
  const [least, most] = [numberIn(subject, 'min_value'), numberIn(subject, 'max_value')]
  const aboveLeast = least === undefined || (flagIn(subject, 'strict_min') ? measured > least : measured >= least)
  return aboveLeast && (most === undefined || (flagIn(subject, 'strict_max') ? measured < most : measured <= most))
}

const inTheRows = ({ where }: Subject): Sql => overRows(where)

function numberMeasure(measure: (column: ColumnOfTable, subject: Subject) => Sql): ExpectationKind {
  return {
    options: rangeOptions,
    required: [],
    ask(subject) {
      const column = columnIn(subject)
      return {
        of: 'measure',
        columns: [column.name],
        // The sum of integers may have more digits than any integer that is read.
        measures: [sql`CAST(${measure(column, subject)} AS DOUBLE)`],
        judge({ measures: [measured] }) {
          const observed = numberOf(measured)
          return { success: inRange(subject, observed), result: { observed_value: observed ?? null } }
        },
      }
    },
  }
}

/** A value between two decimals has more digits than they have, and DuckDB would round it to theirs. */
const betweenTwo = (value: Sql, type: DataType): Sql => (isDecimal(type) ? sql`CAST(${value} AS DOUBLE)` : value)

const isDecimal = (type: DataType): boolean => type.kind === 'scalar' && unmarked(type.name).startsWith('DECIMAL')

/** True is 1 and false is 0, as in Python. */
const aggregate = (name: string, ofNone?: number) =>
  numberMeasure(({ value, type }, subject) => {
    const number =
      classOf(type) === 'boolean' ? sql`CAST(${value} AS INTEGER)` : name === 'median' ? betweenTwo(value, type) : value
    const measured = sql`${sql.raw(name)}(${number}) ${inTheRows(subject)}`
    return ofNone === undefined ? measured : sql`coalesce(${measured}, ${sql.raw(String(ofNone))})`
  })

/** Over no values the share is 0. */
const share = (part: Sql, of: Sql): Sql => sql`coalesce(${part} / nullif(${of}, 0), 0)`

/** The least or the greatest value. Its bounds have the column's type, so DuckDB compares them. */
function extreme(name: 'min' | 'max'): ExpectationKind {
  return {
    options: [...rangeOptions, 'parse_strings_as_datetimes', 'output_strftime_format'],
    required: [],
    ask(subject) {
      const { name: column, value, type } = columnIn(subject)
      const { min_value: least, max_value: most } = subject.kwargs
      const measured = sql`${sql.raw(name)}(${value}) ${inTheRows(subject)}`
      const isAbove = (limit: unknown) =>
        flagIn(subject, 'strict_min') ? sql`${measured} > ${limit as Sql}` : sql`${measured} >= ${limit as Sql}`
      const isBelow = (limit: unknown) =>
        flagIn(subject, 'strict_max') ? sql`${measured} < ${limit as Sql}` : sql`${measured} <= ${limit as Sql}`
      const fits = [
        ...(least === undefined || least === null ? [] : [isAbove(bound(least, type, 'min_value'))]),
        ...(most === undefined || most === null ? [] : [isBelow(bound(most, type, 'max_value'))]),
      ]
      return {
        of: 'measure',
        columns: [column],
        measures: [measured, joined(fits, ' AND ') ?? sql`${measured} IS NOT NULL`],
        judge: ({ measures: [observed, isIn] }) => ({
          success: isIn === true,
          result: { observed_value: observed ?? null },
        }),
      }
    },
  }
}

interface QuantileRanges {
  readonly quantiles: readonly number[]
  readonly value_ranges: readonly (readonly [number | null, number | null])[]
}

function quantileRanges({ kwargs }: Subject): QuantileRanges {
  const { quantiles, value_ranges: ranges } = (kwargs.quantile_ranges ?? {}) as Partial<QuantileRanges>
  const isQuantile = (one: unknown) => typeof one === 'number' && one >= 0 && one <= 1
  const isRange = (one: unknown) => Array.isArray(one) && one.length === 2
  if (
    Array.isArray(quantiles) &&
    Array.isArray(ranges) &&
    quantiles.every(isQuantile) &&
    ranges.every(isRange) &&
    quantiles.length === ranges.length
  )
    return { quantiles, value_ranges: ranges }
  throw mistakeIn(
    'quantile_ranges',
    'is none',
    'give { quantiles: [0.5], value_ranges: [[1, 2]] }, with as many of both',
  )
}

/** Great Expectations accepts a bound that is met to one part in 10,000. */
const isNear = (value: number, to: number): boolean =>
  Number.isFinite(to) && Math.abs(value - to) <= 1e-4 * Math.abs(to)

function isWithin(value: number | undefined, [least, most]: readonly [number | null, number | null]): boolean {
  if (value === undefined) return false
  const [from, to] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY]
  return isNear(value, from) || isNear(value, to) || (from <= value && value <= to)
}

/** By the name of the interpolation: the index, among the sorted values, of a quantile that may lie between two. */
const indexes: Readonly<Record<string, Sql>> = {
  nearest: sql`round_even(place, 0)`,
  lower: sql`floor(place)`,
  higher: sql`ceil(place)`,
}

/**
 * As pandas has it: the nearest value, unless the option names another way. In Great Expectations a number or a flag
 * allows an error; no error is allowed here. `undefined` where a quantile lies between two values.
 */
function indexOf({ kwargs }: Subject): Sql | undefined {
  const way = kwargs.allow_relative_error ?? 'nearest'
  if (way === 'linear') return undefined
  const index = indexes[typeof way === 'number' || typeof way === 'boolean' ? 'nearest' : String(way)]
  if (index !== undefined) return index
  const ways = ['linear', ...Object.keys(indexes)].join(', ')
  throw mistakeIn('allow_relative_error', `is ${JSON.stringify(way)}`, `give one of ${ways}, or a number`)
}

function valuesAt(levels: readonly number[], index: Sql, { table, where, ...subject }: Subject): Sql {
  const { value } = columnIn({ table, where, ...subject })
  const nths = levels.map((level, nth) => sql`(${sql.raw(String(nth))}, ${sql.raw(String(level))}::DOUBLE)`)
  return sql`
    WITH sorted AS (
      SELECT ${value} AS value, row_number() OVER (ORDER BY ${value}) - 1 AS i, count(*) OVER () AS n
      FROM ${table} AS t WHERE ${where} AND ${value} IS NOT NULL
    ), places AS (
      SELECT nth, level * ((SELECT any_value(n) FROM sorted) - 1) AS place FROM (VALUES ${joined(nths, ', ') as Sql}) AS l(nth, level)
    )
    SELECT value FROM places LEFT JOIN sorted ON i = ${index} ORDER BY nth`
}

const quantiles: ExpectationKind = {
  options: ['quantile_ranges', 'allow_relative_error'],
  required: ['quantile_ranges'],
  ask(subject) {
    const { name, value, type } = columnIn(subject)
    const number = betweenTwo(value, type)
    const { quantiles: levels, value_ranges: ranges } = quantileRanges(subject)
    const index = indexOf(subject)
    return {
      of: 'measure',
      columns: [name],
      measures:
        index === undefined
          ? levels.map((one) => sql`quantile_cont(${number}, ${sql.raw(String(one))}) ${inTheRows(subject)}`)
          : [],
      statements: index === undefined ? [] : [valuesAt(levels, index, subject)],
      judge({ measures, rows: [rows = []] }): Verdict {
        const values = index === undefined ? measures.map(numberOf) : levels.map((_, nth) => numberOf(rows[nth]?.value))
        const details = ranges.map((range, index) => isWithin(values[index], range))
        const observed = { quantiles: levels, values: values.map((one) => one ?? null) }
        return {
          success: details.every(Boolean),
          result: { observed_value: observed, details: { success_details: details } },
        }
      },
    }
  },
}

/** The most frequent value, or several that are equally frequent. */
const mostCommon: ExpectationKind = {
  options: ['value_set', 'ties_okay'],
  required: ['value_set'],
  ask(subject) {
    const { name, value, type } = columnIn(subject)
    const { table, where } = subject
    const counts = sql`SELECT ${value} AS value, count(*) AS n FROM ${table} AS t WHERE ${where} AND ${value} IS NOT NULL GROUP BY ${value}`
    const values = (listIn(subject, 'value_set') ?? []).flatMap((one) => comparable(one, type) ?? [])
    const expected = joined(values, ', ')
    const isExpected = expected === undefined ? sql`false` : sql`value IN (${expected})`
    return {
      of: 'measure',
      columns: [name],
      measures: [],
      statements: [
        sql`SELECT value, ${isExpected} AS expected FROM (${counts}) QUALIFY n = max(n) OVER () ORDER BY value`,
      ],
      judge({ rows: [modes = []] }) {
        const expectedCount = modes.filter(({ expected: is }) => is === true).length
        const success = flagIn(subject, 'ties_okay') ? expectedCount > 0 : modes.length === 1 && expectedCount === 1
        return { success, result: { observed_value: modes.map(({ value: one }) => one) } }
      },
    }
  },
}

const whole = ({ value }: ColumnOfTable, { where }: Subject): Sql => overRows(where, sql`${value} IS NOT NULL`)

export const measureKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_min_to_be_between: extreme('min'),
  expect_column_max_to_be_between: extreme('max'),
  expect_column_mean_to_be_between: aggregate('avg'),
  expect_column_median_to_be_between: aggregate('median'),
  expect_column_stdev_to_be_between: aggregate('stddev_samp'),
  expect_column_sum_to_be_between: aggregate('sum', 0),
  expect_column_unique_value_count_to_be_between: numberMeasure(
    ({ value }, subject) => sql`count(DISTINCT ${value}) ${inTheRows(subject)}`,
  ),
  expect_column_proportion_of_unique_values_to_be_between: numberMeasure((column, subject) => {
    const { value } = column
    return share(sql`count(DISTINCT ${value}) ${inTheRows(subject)}`, sql`count(*) ${whole(column, subject)}`)
  }),
  expect_column_proportion_of_non_null_values_to_be_between: numberMeasure((column, subject) =>
    share(sql`count(*) ${whole(column, subject)}`, sql`count(*) ${inTheRows(subject)}`),
  ),
  expect_column_quantile_values_to_be_between: quantiles,
  expect_column_most_common_value_to_be_in_set: mostCommon,
}
