import type { Action, Cause, Outcome } from './causes.ts'
import type { Unit } from './unit.ts'

/** One step of a run, as it ended. */
export interface StepResult {
  readonly unit: Unit
  readonly kind: 'asset' | 'source' | 'check' | 'effect'
  readonly outcome: Outcome
  readonly rows?: number
  /** How many keys there are, where the step asked for the keys of its asset. Such a step has no rows. */
  readonly keys?: number
  readonly version?: string
  /** Only for a query that calls a function row by row. */
  readonly work?: RowCounts
  /** What its function added while it ran: numbers are sums. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>
  readonly durationMs: number
  readonly causes: readonly Cause[]
  readonly error?: StepError
  /** It failed the last time and nothing has changed since, so it was not tried again. The error is the earlier one. */
  readonly untried?: true
  /** For an effect that ran: what it returned, as JSON. */
  readonly receipt?: Readonly<Record<string, unknown>>
  /** A failed check that only warns: the step is not a failure of the run. */
  readonly warning?: string
  /** For a warning: the rows that fail, and what else there is to show. For expectations: the result of the suite. */
  readonly facts?: Readonly<Record<string, unknown>>
}
/** Rows of the input of a query that calls a function row by row, in one run. */
export interface RowCounts {
  /** Rows for which the function was called. */
  readonly computed: number
  /** Rows that an earlier attempt computed before it was stopped. */
  readonly recovered: number
  /** Rows that were taken from the last output. */
  readonly reused: number
  /** Rows of the last input that this one has not. */
  readonly removed: number
  /** Among those computed or recovered: rows whose key existed before, with another content. */
  readonly changed: number
  /** The function failed for them, and they were set aside. */
  readonly failed: number
}
export interface StepError {
  readonly code: string
  readonly message: string
  readonly at?: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly fix?: string
}
/**
 * A note about an asset: its code reads something that no fingerprint sees, its code could not be analysed, or it made
 * other rows of the same.
 */
export interface CodeWarning {
  readonly kind:
    | 'whole-files'
    | 'unused-option'
    | 'not-parsed'
    | 'impurity'
    | 'declared-type'
    | 'everywhere'
    | 'other-rows'
  readonly message: string
  readonly at: string
  readonly fix: string
}
export type LogLevel = 'info' | 'warn' | 'error'

/** What a run says while it goes on. The terminal, the plain lines and the tests read the same stream. */
export type RunEvent =
  | { readonly type: 'run_started'; readonly run: string; readonly steps: number }
  /** The run has asked for keys and planned again: these units remain. */
  | { readonly type: 'run_planned'; readonly units: readonly Unit[] }
  | { readonly type: 'step_started'; readonly unit: Unit; readonly action: Action; readonly attempt: number }
  | {
      readonly type: 'step_progress'
      readonly unit: Unit
      readonly rows: number
      /** For a query that calls a function row by row: how many rows there are to compute. `rows` of them are done. */
      readonly of?: number
    }
  | { readonly type: 'step_log'; readonly unit: Unit; readonly level: LogLevel; readonly message: string }
  | { readonly type: 'step_warning'; readonly unit: Unit; readonly warning: CodeWarning }
  /** Its pool is full: as many are at work as may be, here or in other processes. */
  | { readonly type: 'step_queued'; readonly unit: Unit; readonly pool: string }
  | { readonly type: 'step_waiting'; readonly unit: Unit; readonly pid: number; readonly host: string }
  | {
      readonly type: 'step_retry'
      readonly unit: Unit
      /** The call that failed, counted from 1, of `attempts`. */
      readonly attempt: number
      readonly attempts: number
      readonly delayMs: number
      readonly message: string
    }
  | { readonly type: 'step_finished'; readonly step: StepResult }
  | { readonly type: 'run_interrupted'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly type: 'run_finished'; readonly run: string; readonly durationMs: number }
export type Emit = (event: RunEvent) => void
