import type { Sql } from '../sql.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const judgedSymbol: unique symbol = Symbol.for('assetstore.judged')

/** Rows that a statement of their own counts before they are failures. */
export interface JudgedRows {
  readonly [judgedSymbol]: Judged
}

export interface Judged {
  /** The rows that are failures, or that are counted. */
  readonly rows: Sql
  /** Whether they are kept. */
  readonly isKept: boolean
  /** Default: each row is a failure. */
  readonly counted?: CountedRows
}

export interface CountedRows {
  /**
   * A query with one row about `rows`: the values to report, whether it `fails`, and whether it `warns` although it
   * passes.
   */
  statement(rows: Sql): Sql
  /** The message for that row. */
  words(row: Readonly<Record<string, unknown>>, level: 'fails' | 'warns'): string
}

/** What a check of an integration returns where its rows do not say everything. */
export function judgedRows(judged: Judged): JudgedRows {
  return Object.freeze({ [judgedSymbol]: Object.freeze({ ...judged }) })
}

export function judgedOf(value: unknown): Judged | undefined {
  if (typeof value !== 'object' || value === null || !(judgedSymbol in value)) return undefined
  return (value as JudgedRows)[judgedSymbol]
}
