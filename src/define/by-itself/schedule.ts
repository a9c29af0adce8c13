import type { Duration } from '../retries.ts'

/** When assets are run. What is fresh is not run, as under `assets materialize`. */
export type Schedule = ScheduleOptions & (AtTimes | InIntervals)

/**
 * At the times of a cron line of five fields. Clock changes are as in Vixie's cron: no day without its run, none twice.
 */
interface AtTimes {
  readonly cron: string
  /** An IANA name, such as `'Europe/Madrid'`. Default `'UTC'`. */
  readonly timeZone?: string
  readonly every?: never
}

/** As often as this, from 1970 on: `'5m'` is at five past, ten past, and so on. At least a second. */
interface InIntervals {
  readonly every: Duration
  readonly cron?: never
  readonly timeZone?: never
}

interface ScheduleOptions {
  /** Names and expressions of the selection grammar; several are one union. Default: everything. */
  readonly select?: string | readonly string[]
  readonly exclude?: string | readonly string[]
  /**
   * What becomes of times that passed while nobody looked: `'latest'` (the default) makes up for the last of them,
   * `'none'` for none. Ten minutes are not late.
   */
  readonly catchUp?: 'latest' | 'none'
  /** Where the last run is still going on: `'skip'` (the default) leaves this time out, `'queue'` waits for its end. */
  readonly overlap?: 'skip' | 'queue'
  /**
   * Tries again what failed, also where nothing has changed since: at every time, and so often in between. Left out,
   * what failed is left alone until its code or something that it reads is another.
   */
  readonly retryFailed?: RetryFailed
  /**
   * When the run has ended, frees what no asset of the store needs any more, as `assets gc --yes` does; `{}` is by its
   * rules. Default: nothing is freed.
   */
  readonly gc?: Collection
}

/** What is kept, besides what is current and pinned. */
export interface Collection {
  /** The number of records of each asset that stay, the newest. Default 3. */
  readonly keep?: number
  /** What was made, or was current, within this time. Default `'7d'`. */
  readonly olderThan?: Duration
}

export interface RetryFailed {
  /** How long after the run that failed. */
  readonly after: Duration
  /** How often for one time of the schedule. */
  readonly times: number
}
