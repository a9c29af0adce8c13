import type { BrokenRow } from './rules.ts'
import type { RowQuery } from './table.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const tableExpectations: unique symbol = Symbol.for('assetstore.expectations')

/** Carries the type of the rows that fail to the compiler. */
declare const row: unique symbol

/** Carries the columns that an expectation names to the compiler. */
declare const columnsOf: unique symbol

/** One expectation, as the helpers of `assetstore/expectations` make it. */
export interface Expectation<Column extends string = string> {
  readonly [columnsOf]?: Column
  readonly type: string
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly meta?: Readonly<Record<string, unknown>>
  readonly severity?: Severity
}
/** `critical` (the default) blocks; `warning` and `info` are reported and nothing else. */
export type Severity = 'critical' | 'warning' | 'info'

/**
 * A suite of Great Expectations, as its JSON is: of 1.x (`name`, `type`) and of 0.18 (`expectation_suite_name`,
 * `expectation_type`). It is checked when it is run; the type is as wide as what `import suite from './suite.json'`
 * gives.
 */
export interface ExpectationSuite {
  readonly name?: string
  readonly expectation_suite_name?: string
  readonly expectations: readonly object[]
  readonly meta?: object | null
  readonly [other: string]: unknown
}

export interface ExpectationOptions {
  /**
   * Values for `{ "$PARAMETER": "limit" }`; a suite's own `evaluation_parameters` stand for those that are not given.
   */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** The tables that `expect_table_row_count_to_equal_other_table` names. */
  readonly tables?: Readonly<Record<string, RowQuery<object>>>
}

/** The result of a check that judges a table by a suite. */
export interface Expectations<Row = unknown> {
  readonly [row]?: Row
  readonly [tableExpectations]: ExpectationsOfTable
}
export interface ExpectationsOfTable {
  readonly table: unknown
  readonly suite: unknown
  readonly options: unknown
}

/**
 * The expectations that a check holds a table to: a suite of Great Expectations as its JSON is, or a list made with the
 * helpers of `assetstore/expectations`, which know the columns of the table:
 *
 *     check(({ orders }) => expectations(orders, suite))
 *     check(({ orders }) => expectations(orders, [expectColumnValuesToNotBeNull('id', { mostly: 0.99 })]))
 *
 * Most are held to in one scan of the table. The table may also be the rows of `orders.where(…)`.
 */
export function expectations<Row>(
  table: RowQuery<Row>,
  suite: ExpectationSuite | readonly Expectation<keyof Row & string>[],
  options: ExpectationOptions = {},
): Expectations<BrokenRow<NoInfer<Row>>> {
  return Object.freeze({ [tableExpectations]: { table, suite, options } })
}

export function expectationsOf(value: unknown): ExpectationsOfTable | undefined {
  if (typeof value !== 'object' || value === null || !(tableExpectations in value)) return undefined
  return (value as Expectations)[tableExpectations]
}
