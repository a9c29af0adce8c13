import type { Sql } from '../../define/sql.ts'
import type { Field } from '../codec/types/data-type.ts'

/** An expectation as a suite has it, in one form for all releases. */
export interface Item {
  readonly type: string
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly severity: 'critical' | 'warning' | 'info'
  readonly format: ResultFormat
  /** An expectation that cannot be judged is a result, and no error. */
  readonly catches: boolean
}

export interface ResultFormat {
  readonly form: 'BOOLEAN_ONLY' | 'BASIC' | 'SUMMARY' | 'COMPLETE'
  /** How many unexpected values are shown. */
  readonly count: number
  /** The columns that name a row in lists of unexpected rows. */
  readonly keys: readonly string[]
}

/** The table that an expectation is about. `t` is its name in every piece of SQL. */
export interface Subject {
  readonly table: object
  readonly fields: readonly Field[]
  /** Which rows the expectation is of. */
  readonly where: Sql
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly otherTables: Readonly<Record<string, object>>
}

/** The questions to the table, and what the answers mean. */
export type Question = RowsQuestion | MeasureQuestion

/** Each row holds or does not. */
export interface RowsQuestion {
  readonly of: 'rows'
  /** The columns whose values are the unexpected ones. */
  readonly columns: readonly string[]
  /** An unexpected value is the value of its one column, a list of a pair's, or an object of several columns. */
  readonly shape: 'value' | 'pair' | 'object'
  /** Which rows are not missing: those that are missing do not count. */
  readonly considered: Sql
  /** The value whose presence decides whether a row counts: counting the value is cheaper than the condition. */
  readonly value?: Sql
  /** Whether missing rows are shown. */
  readonly missing: boolean
  readonly unexpected: Unexpected
}

export type Unexpected =
  /** A condition of one row. */
  | { readonly by: 'condition'; readonly condition: Sql }
  /** A function of the value as it is written, where DuckDB has none. */
  | { readonly by: 'function'; readonly text: Sql; readonly isUnexpected: (text: string) => boolean }
  /** Whatever needs other rows: one number as `n`, and the rows themselves in the table's order. */
  | { readonly by: 'statement'; readonly count: Sql; readonly rows: Sql }

/** Something is measured over all rows, and the measure holds or does not. */
export interface MeasureQuestion {
  readonly of: 'measure'
  readonly columns: readonly string[]
  /** Aggregates over the table, which are part of the one scan. */
  readonly measures: readonly Sql[]
  /** Statements of their own. */
  readonly statements?: readonly Sql[]
  /** A statement that the suite has in one of its options. */
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
  /** As Great Expectations has it. */
  readonly result: Readonly<Record<string, unknown>>
}

/** One kind of expectation. */
export interface ExpectationKind {
  /** The options it has beside those that all have, and which of them it needs. */
  readonly options: readonly string[]
  readonly required: readonly string[]
  ask(subject: Subject): Question
}
