/** A number of ms, or a number with a unit: `'250ms'`, `'30s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = number | string

export interface Retries {
  /** How many calls in all; at least 1. */
  readonly attempts: number
  /** Before the first retry. Default `'1s'`. */
  readonly delay?: Duration
  readonly maxDelay?: Duration
  /** The factor by which the delay grows from retry to retry. Default 2. */
  readonly factor?: number
  /** The share of each delay that is random, from 0 to 1. Default 0.5. */
  readonly jitter?: number
  /** Says whether this error is worth another call. Default: every error. */
  readonly when?: (error: unknown) => boolean
}

/** Retries as code in another language says them of itself. */
export interface CodeRetries extends Retries {
  /** The wait before a retry, 1 for the first, in ms, in the place of `delay`, `maxDelay`, `factor` and `jitter`. */
  readonly waitOf?: (retry: number, random: () => number) => number
}
