import type { Retries } from '../../define/retries.ts'
import type { Awaitable } from '../../define/table.ts'

/** A function that rows go through: `call` returns, for each of its rows, the rows that are made from it. */
export interface Work {
  readonly size: number
  readonly concurrency: number
  readonly key: string | undefined
  /** `origins`: the input row of each of the rows, in the same order. */
  readonly call: (rows: object[], origins: readonly Origin[]) => Awaitable<readonly (readonly object[])[]>
  /** The row that the error of a failed call is about, counted from 0. */
  readonly failedRow?: (error: unknown) => number | undefined
  readonly errors: RowErrors
  /** The options that are about kept rows; nothing is kept in a query that user code iterates itself. */
  readonly keeping: readonly string[]
}

/** What happens to a row whose function fails. */
export interface RowErrors {
  readonly onRowError: 'fail' | 'quarantine'
  readonly retries: number | Retries | undefined
  readonly maxErrors: number | string | undefined
}

export type RowStep =
  | { readonly kind: 'work'; readonly work: Work }
  | { readonly kind: 'pick'; readonly columns: readonly string[] }
  /** Returns a row in the form in which it is stored. */
  | { readonly kind: 'judge'; readonly judge: (row: object, origin: Origin) => Awaitable<unknown> }

/** The judge's answer for a row that must not be stored. */
export const refusedRow: unique symbol = Symbol('refused')

/** A row of the input, to which every row that is made from it refers. */
export interface Origin {
  /** Its place in the table's file, counted from 0. */
  readonly place: number
}
export interface Tracked {
  readonly row: object
  readonly origin: Origin
  /** The hashes of its content, two integers of 53 bits, where these were asked for. */
  readonly hashes?: readonly [number, number]
}

/** The work for one content, done once for all rows that have it. */
export interface Entry {
  /** Until its outputs are there. */
  row: object
  /** The origin of the first row that has it. */
  readonly origin: Origin
  /** Present where an earlier result is looked up by it. */
  readonly content: string | undefined
  outputs: readonly object[] | undefined
  lost: boolean
  /** Is called with the entry when its outputs are there. */
  readonly onDone: ((entry: Entry) => void) | undefined
}
/** The hooks by which a run keeps the results of row functions. */
export interface WorkHooks {
  /** The results of an earlier attempt for rows of this content, at this step of the chain. */
  outputsOf(step: number, content: string): readonly object[] | undefined
  /** Is called after every successful call, with the contents of its rows and their results. */
  finished(step: number, call: FinishedCall): void
  retry<T>(of: RowsOfCall & Pick<RowErrors, 'retries'>, call: () => Promise<T>): Promise<T>
  /** Is called when the failure of a call ends everything, before the error is thrown. */
  gaveUp(call: RowsOfCall, error: unknown): void
  /** Takes a row that failed. Throws where more rows failed than allowed. */
  failed(failed: FailedRow): Promise<void>
}
export interface FinishedCall {
  readonly contents: readonly string[]
  readonly outputs: readonly (readonly object[])[]
  /** How long the call took. */
  readonly durationMs: number
}
export interface RowsOfCall {
  readonly rows: readonly Tracked[]
  /** The column that names a row. */
  readonly key: string | undefined
}
export interface FailedRow extends Tracked, Pick<RowsOfCall, 'key'> {
  readonly error: unknown
  readonly maxErrors: number | string | undefined
}
