import type { Sql } from '../../define/sql.ts'
import type { Field } from '../codec/types/data-type.ts'

/** An expectation as a suite has it, in one form for all releases. */
export interface Item {
  readonly type: string
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly severity: 'critical' | 'warning' | 'info'
  readonly format: ResultFormat
  /** Whether an expectation that cannot be judged becomes a result instead of an error. */
  readonly catches: boolean
}

export interface ResultFormat {
  readonly form: 'BOOLEAN_ONLY' | 'BASIC' | 'SUMMARY' | 'COMPLETE'
  /** How many unexpected values are shown. */
  readonly count: number
  /** The columns that name a row in lists of unexpected rows. */
  readonly keys: readonly string[]
}

/** The table that an expectation judges. `t` is its name in every piece of SQL. */
export interface Subject {
  readonly table: object
  readonly fields: readonly Field[]
  /** The condition of the rows that the expectation judges. */
  readonly where: Sql
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly otherTables: Readonly<Record<string, object>>
}

/** Questions to the table, with the meaning of the answers. */
export type Question = RowsQuestion | MeasureQuestion

/** A question about each row. */
export interface RowsQuestion {
  readonly of: 'rows'
  /** The columns whose values are the unexpected ones. */
  readonly columns: readonly string[]
  /** The form of an unexpected value: the value of one column, a list for a pair, or an object of several columns. */
  readonly shape: 'value' | 'pair' | 'object'
  /** The condition of rows that are not missing: missing rows do not count. */
  readonly considered: Sql
  /** The value whose presence decides whether a row counts: counting the value is cheaper than the condition. */
  readonly value?: Sql
  /** Whether missing rows are shown. */
  readonly missing: boolean
  readonly unexpected: Unexpected
}

export type Unexpected =
  /** A condition on one row. */
  | { readonly by: 'condition'; readonly condition: Sql }
  /** A function of the value's text, where DuckDB has no equivalent. */
  | { readonly by: 'function'; readonly text: Sql; readonly isUnexpected: (text: string) => boolean }
  /** A condition that compares rows: one number as `n`, and the rows themselves in the table's order. */
  | { readonly by: 'statement'; readonly count: Sql; readonly rows: Sql }

/** A question about a measure over all rows. */
export interface MeasureQuestion {
  readonly of: 'measure'
  readonly columns: readonly string[]
  /** Aggregates over the table, computed in the shared scan. */
  readonly measures: readonly Sql[]
  /** Statements that run by themselves. */
  readonly statements?: readonly Sql[]
  /** A statement that the suite's author wrote in an option. */
  readonly written?: { readonly option: string; readonly statement: Sql }
  judge(answers: Answers): Verdict
}

export interface Answers {
  readonly measures: readonly unknown[]
  /** The rows of each statement. */
  readonly rows: readonly (readonly Readonly<Record<string, unknown>>[])[]
}

export interface Verdict {
  readonly success: boolean
  /** In the form of Great Expectations. */
  readonly result: Readonly<Record<string, unknown>>
}

/** One kind of expectation. */
export interface ExpectationKind {
  /** The options beside the common ones, and which of them are required. */
  readonly options: readonly string[]
  readonly required: readonly string[]
  ask(subject: Subject): Question
}
