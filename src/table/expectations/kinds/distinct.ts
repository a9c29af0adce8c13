import { type Sql, sql } from '../../../define/sql.ts'
import type { ExpectationKind, Subject, Verdict } from '../question.ts'
import { comparable, joined } from '../value.ts'
import { columnIn, listIn } from './subject.ts'

/** How many distinct values are shown: Great Expectations shows as many. */
const mostShown = 20

type Row = Readonly<Record<string, unknown>>

interface DistinctValues {
  /** The first distinct values, with the number of times that each occurs. */
  readonly values: readonly Row[]
  readonly unexpected: readonly unknown[]
  readonly unexpectedCount: number
  readonly missing: readonly unknown[]
}

/**
 * The distinct values of a column against a set. Three statements: the first values, those outside of the set, and
 * which of the set are there.
 */
function distinct(
  judge: (result: DistinctValues) => { readonly success: boolean; readonly result: Row },
): ExpectationKind {
  return {
    options: ['value_set', 'parse_strings_as_datetimes'],
    required: [],
    ask(subject) {
      const { name, type } = columnIn(subject)
      const set = listIn(subject, 'value_set')
      const wantedValues = (set ?? []).map((value) => ({ value, made: comparable(value, type) }))
      const literals = wantedValues.flatMap((one) => one.made ?? [])
      const groups = groupsOf(subject)
      const list = joined(literals, ', ')
      const outside = set === undefined ? sql`false` : list === undefined ? sql`true` : sql`value NOT IN (${list})`
      const limit = sql.raw(String(mostShown))
      return {
        of: 'measure',
        columns: [name],
        measures: [],
        statements: [
          sql`SELECT value, n FROM (${groups}) ORDER BY value LIMIT ${limit}`,
          sql`SELECT value, count(*) OVER () AS n FROM (${groups}) WHERE ${outside} ORDER BY value LIMIT ${limit}`,
          membership(literals, groups),
        ],
        judge({ rows: [values = [], unexpected = [], there = []] }): Verdict {
          const places = new Set(there.map(({ nth }) => Number(nth)))
          let nth = 0
          const missing = wantedValues
            .filter((one) => one.made === undefined || !places.has(nth++))
            .map(({ value }) => value)
          return judge({
            values,
            unexpected: unexpected.map(({ value }) => value),
            unexpectedCount: Number(unexpected[0]?.n ?? 0),
            missing,
          })
        },
      }
    },
  }
}

function groupsOf(subject: Subject): Sql {
  const { value } = columnIn(subject)
  const { table, where } = subject
  return sql`SELECT ${value} AS value, count(*) AS n FROM ${table} AS t WHERE ${where} AND ${value} IS NOT NULL GROUP BY ${value}`
}

/** The places of the set's values that occur. */
function membership(literals: readonly Sql[], groups: Sql): Sql {
  const places = literals.map(
    (one, nth) =>
      sql`SELECT ${sql.raw(String(nth))} AS nth WHERE EXISTS (SELECT 1 FROM (${groups}) WHERE value = ${one})`,
  )
  return joined(places, ' UNION ALL ') ?? sql`SELECT 0 AS nth WHERE false`
}

/** The result in the form of release 1.10 and later; earlier releases have `value_counts`. */
function shown({ values }: DistinctValues): Row {
  return {
    observed_value: values.map(({ value }) => value),
    details: { value_counts: values.map(({ value, n }) => ({ value, count: Number(n) })) },
  }
}
const unexpectedOf = ({ unexpected, unexpectedCount }: DistinctValues): Row => ({
  unexpected_count: unexpectedCount,
  partial_unexpected_list: unexpected,
})
const missingOf = ({ missing }: DistinctValues): Row => ({
  missing_count: missing.length,
  partial_missing_list: missing.slice(0, mostShown),
})

export const distinctKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_distinct_values_to_be_in_set: distinct((result) => ({
    success: result.unexpectedCount === 0,
    result: { ...shown(result), ...unexpectedOf(result) },
  })),
  expect_column_distinct_values_to_contain_set: distinct((result) => ({
    success: result.missing.length === 0,
    result: { ...shown(result), ...missingOf(result) },
  })),
  expect_column_distinct_values_to_equal_set: distinct((result) => ({
    success: result.unexpectedCount === 0 && result.missing.length === 0,
    result: { ...shown(result), ...unexpectedOf(result), ...missingOf(result) },
  })),
}
