import type { Sql } from '../sql.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const judgedSymbol: unique symbol = Symbol.for('assetstore.judged')

/** Rows that are counted in a way of their own before they are failures. */
export interface JudgedRows {
  readonly [judgedSymbol]: Judged
}

export interface Judged {
  /** Its rows are the failures: without one the check passes. */
  readonly verdict: Sql
  /** Its rows are what is told although the check passes: asked where `verdict` has none. Default: nothing is. */
  readonly warning?: Sql
  /**
   * What is told of the first row of `verdict`, or of `warning`. Default: how many rows it has.
   */
  readonly words?: (first: Readonly<Record<string, unknown>>, level: 'fails' | 'warns') => string
  /** The rows behind the verdict, which are kept; `undefined` where none are to be. */
  readonly rows: Sql | undefined
}

/** What a check of an integration returns where the statement that says whether it fails is not the one of its rows. */
export function judgedRows(judged: Judged): JudgedRows {
  return Object.freeze({ [judgedSymbol]: Object.freeze({ ...judged }) })
}

export function judgedOf(value: unknown): Judged | undefined {
  if (typeof value !== 'object' || value === null || !(judgedSymbol in value)) return undefined
  return (value as JudgedRows)[judgedSymbol]
}
