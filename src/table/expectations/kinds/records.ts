import { type Sql, sql } from '../../../define/sql.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, RowsQuestion, Subject } from '../question.ts'
import { allOf, always, anyOf, classOf, comparable, joined } from '../value.ts'
import { repeated } from './order.ts'
import { byCondition, type ColumnOfTable, columnIn, columnsIn, flagIn, listIn, numberIn } from './subject.ts'

/** The rows that count, depending on how `ignore_row_if` treats missing values. */
function considered(subject: Subject, columns: readonly ColumnOfTable[], words: Words): Sql {
  const { ignore_row_if: option } = subject.kwargs
  const word = option ?? words.all
  const isThere = columns.map(({ value }) => sql`${value} IS NOT NULL`)
  if (word === words.all) return anyOf(isThere)
  if (word === words.any) return allOf(isThere)
  if (word === words.never) return always
  const allowed = Object.values(words).join(', ')
  throw mistakeIn('ignore_row_if', `is ${JSON.stringify(word)}`, `give one of ${allowed}`)
}

interface Words {
  readonly all: string
  readonly any: string
  readonly never: string
}
const ofPair: Words = { all: 'both_values_are_missing', any: 'either_value_is_missing', never: 'neither' }
const ofSeveral: Words = { all: 'all_values_are_missing', any: 'any_value_is_missing', never: 'never' }

function pair(
  options: readonly string[],
  required: readonly string[],
  fits: (a: ColumnOfTable, b: ColumnOfTable, subject: Subject) => Sql,
): ExpectationKind {
  return {
    options: ['column_A', 'column_B', 'ignore_row_if', ...options],
    required: ['column_A', 'column_B', ...required],
    ask(subject) {
      const [a, b] = [columnIn(subject, 'column_A'), columnIn(subject, 'column_B')]
      return {
        of: 'rows',
        columns: [a.name, b.name],
        shape: 'pair',
        considered: considered(subject, [a, b], ofPair),
        missing: true,
        unexpected: byCondition(sql`NOT coalesce(${fits(a, b, subject)}, false)`),
      }
    },
  }
}

function several(
  options: readonly string[],
  required: readonly string[],
  unexpected: (columns: readonly ColumnOfTable[], subject: Subject, considered: Sql) => RowsQuestion['unexpected'],
): ExpectationKind {
  return {
    options: ['column_list', 'ignore_row_if', ...options],
    required: ['column_list', ...required],
    ask(subject) {
      const columns = columnsIn(subject)
      const counted = considered(subject, columns, ofSeveral)
      return {
        of: 'rows',
        columns: columns.map(({ name }) => name),
        shape: 'object',
        considered: counted,
        missing: true,
        unexpected: unexpected(columns, subject, counted),
      }
    },
  }
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2
}

function inPairs(a: ColumnOfTable, b: ColumnOfTable, subject: Subject): Sql {
  const pairs = listIn(subject, 'value_pairs_set')
  if (pairs === undefined) return sql`true`
  return anyOf(
    pairs.map((one) => {
      if (!isPair(one))
        throw mistakeIn('value_pairs_set', `has ${JSON.stringify(one)} in it`, 'give lists of two values')
      return allOf([equals(a, one[0]), equals(b, one[1])])
    }),
  )
}

function equals({ value, type }: ColumnOfTable, to: unknown): Sql {
  if (to === null) return sql`${value} IS NULL`
  const literal = comparable(to, type)
  return literal === undefined ? sql`false` : sql`coalesce(${value} = ${literal}, false)`
}

/**
 * The sum in doubles, from left to right, so that it equals Python's to the last bit. With a missing value there is no
 * sum.
 */
function sumOf(columns: readonly ColumnOfTable[]): Sql {
  return joined(
    columns.map(({ value }) => value),
    ' + ',
  ) as Sql
}

const allEqual = (columns: readonly ColumnOfTable[]): Sql =>
  allOf(columns.slice(1).map((one) => same(one, columns[0] as ColumnOfTable)))

function anyEqual(columns: readonly ColumnOfTable[]): Sql {
  return anyOf(columns.flatMap((one, index) => columns.slice(index + 1).map((other) => same(one, other))))
}

/** A number and a text are never equal, whatever DuckDB could cast the text to; two missing values are equal. */
function same(one: ColumnOfTable, other: ColumnOfTable): Sql {
  if (areComparable(one, other)) return sql`${one.value} IS NOT DISTINCT FROM ${other.value}`
  return sql`(${one.value} IS NULL AND ${other.value} IS NULL)`
}

function areComparable({ type: one }: ColumnOfTable, { type: other }: ColumnOfTable): boolean {
  const classes = [classOf(one), classOf(other)]
  return classes.includes('other') || classes[0] === classes[1]
}

function greater(a: ColumnOfTable, b: ColumnOfTable, subject: Subject): Sql {
  if (!areComparable(a, b))
    throw mistakeIn(
      'column_B',
      `${b.name} cannot be compared with ${a.name}: their types are different`,
      'name two columns of one kind of values',
    )
  return flagIn(subject, 'or_equal') ? sql`${a.value} >= ${b.value}` : sql`${a.value} > ${b.value}`
}

export const recordKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_pair_values_to_be_equal: pair([], [], (a, b) =>
    areComparable(a, b) ? sql`${a.value} = ${b.value}` : sql`false`,
  ),
  expect_column_pair_values_a_to_be_greater_than_b: pair(
    ['or_equal', 'parse_strings_as_datetimes', 'allow_cross_type_comparisons'],
    [],
    greater,
  ),
  expect_column_pair_values_to_be_in_set: pair(['value_pairs_set'], ['value_pairs_set'], inPairs),
  expect_multicolumn_sum_to_equal: several(['sum_total'], ['sum_total'], (columns, subject) =>
    byCondition(
      sql`((${sumOf(columns)}) = ${sql.raw(String(numberIn(subject, 'sum_total')))}::DOUBLE) IS DISTINCT FROM true`,
    ),
  ),
  expect_compound_columns_to_be_unique: several([], [], (columns, subject, counted) =>
    repeated(subject, columns, counted),
  ),
  expect_select_column_values_to_be_unique_within_record: several([], [], (columns) => byCondition(anyEqual(columns))),
  expect_multicolumn_values_to_be_unique: several([], [], (columns) => byCondition(anyEqual(columns))),
  expect_multicolumn_values_to_be_equal: several([], [], (columns) => byCondition(sql`NOT ${allEqual(columns)}`)),
}
