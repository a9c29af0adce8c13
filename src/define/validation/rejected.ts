/**
 * A row that a schema refused, of an asset with `onInvalid: 'quarantine'`. Such rows are published together with the
 * version that they were refused from, in one step, and each row that the function returned is in exactly one of the
 * two.
 *
 * They are read as `clean_documents.rejected()`, and the quarantine is an asset like any other:
 *
 *     export const rejected_documents = asset(({ clean_documents }) => clean_documents.rejected())
 *
 * and no node that an option makes. So its name is an export's and its upstream a parameter's, as everywhere; its type
 * is known without a generated file; it may be filtered, joined and checked; and a project that does not name it still
 * loses no row. Whoever reads the rejected rows is stale when they change, and whoever reads the table is not.
 */
export interface Rejected {
  /** The asset that it was refused by. */
  readonly source: string
  /** Its place among the rows that the function gave, from 1. */
  readonly row: number
  /**
   * The row as the function gave it, as JSON. What JSON has no form for is as `assets show` has it: dates ISO 8601,
   * bytes base64.
   */
  readonly record: string
  /** Never empty: every error of the row. */
  readonly errors: readonly RejectedError[]
  /** The run that refused it first: as long as the same rows are refused, these stay. */
  readonly run: string
}
export interface RejectedError {
  /** The keys that lead to what is wrong, joined with dots; empty where it is the row itself. */
  readonly path: string
  readonly code: string
  readonly message: string
  /** What the row has there as JSON, cut where it is long; null where it has nothing. */
  readonly input: string | null
}
