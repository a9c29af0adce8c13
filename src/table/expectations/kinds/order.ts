import { type Sql, sql } from '../../../define/sql.ts'
import type { ExpectationKind, RowsQuestion, Subject } from '../question.ts'
import { joined } from '../value.ts'
import { type ColumnOfTable, columnIn, flagIn, ofValues } from './subject.ts'

/** Every occurrence of a repeated value is unexpected. Only keys are held in memory. */
export function repeated(
  { table, where }: Subject,
  columns: readonly ColumnOfTable[],
  considered: Sql,
): RowsQuestion['unexpected'] {
  const key = joined(
    columns.map(({ value }) => value),
    ', ',
  ) as Sql
  const groups = sql`FROM ${table} AS t WHERE ${where} AND ${considered} GROUP BY ${key} HAVING count(*) > 1`
  // A struct compares nulls as equal, as the groups do.
  const packed = sql`struct_pack(${
    joined(
      columns.map(({ value }, index) => sql`${sql.id(`k${index}`)} := ${value}`),
      ', ',
    ) as Sql
  })`
  return {
    by: 'statement',
    count: sql`SELECT coalesce(sum(n), 0) AS n FROM (SELECT count(*) AS n ${groups})`,
    rows: sql`SELECT t.* FROM ${table} AS t WHERE ${where} AND ${considered} AND ${packed} IN (SELECT ${packed} ${groups})`,
  }
}

/** Each value is compared with the one before it in the table's order; missing values are skipped. */
function ordered(fits: (before: Sql, value: Sql, strictly: boolean) => Sql): ExpectationKind {
  return {
    options: ['strictly', 'parse_strings_as_datetimes'],
    required: [],
    ask(subject) {
      const column = columnIn(subject)
      const { table, where } = subject
      const before = sql.id('assetstore: before')
      const rows = sql`(SELECT t.*, lag(${column.value}) OVER () AS ${before}
        FROM (SELECT t.* FROM ${table} AS t WHERE ${where} AND ${column.value} IS NOT NULL) AS t) AS t`
      const unexpected = sql`t.${before} IS NOT NULL AND NOT ${fits(sql`t.${before}`, column.value, flagIn(subject, 'strictly'))}`
      return ofValues(column, {
        by: 'statement',
        count: sql`SELECT count(*) AS n FROM ${rows} WHERE ${unexpected}`,
        rows: sql`SELECT t.* EXCLUDE (${before}) FROM ${rows} WHERE ${unexpected}`,
      })
    },
  }
}

const unique: ExpectationKind = {
  options: [],
  required: [],
  ask(subject) {
    const column = columnIn(subject)
    return ofValues(column, repeated(subject, [column], sql`${column.value} IS NOT NULL`))
  },
}

export const orderKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_values_to_be_unique: unique,
  expect_column_values_to_be_increasing: ordered((before, value, strictly) =>
    strictly ? sql`${value} > ${before}` : sql`${value} >= ${before}`,
  ),
  expect_column_values_to_be_decreasing: ordered((before, value, strictly) =>
    strictly ? sql`${value} < ${before}` : sql`${value} <= ${before}`,
  ),
}
