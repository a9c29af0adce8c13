import type { Duration } from '../retries.ts'

/** When assets are materialized. As under `assets materialize`, a fresh asset does not run. */
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
   * What to do about times that passed while no scheduler ran: `'latest'` (the default) runs the last of them, `'none'`
   * runs none. A delay of up to ten minutes does not count.
   */
  readonly catchUp?: 'latest' | 'none'
  /** Where the last run is still going on: `'skip'` (the default) leaves this time out, `'queue'` waits for its end. */
  readonly overlap?: 'skip' | 'queue'
  /**
   * Tries a failed asset again although nothing has changed: at every time of the schedule, and `times` times in
   * between. Without it a failed asset runs again only when its code or something that it reads has changed.
   */
  readonly retryFailed?: RetryFailed
  /**
   * Collects garbage after each run, as `assets gc --yes` does; `{}` takes its defaults. Without it nothing is freed.
   */
  readonly gc?: Collection
}

/** What garbage collection keeps besides current and pinned records. */
export interface Collection {
  /** The number of records of each asset that stay, the newest. Default 3. */
  readonly keep?: number
  /** Records that were made, or were current, within this time are kept. Default `'7d'`. */
  readonly olderThan?: Duration
}

export interface RetryFailed {
  /** How long after the run that failed. */
  readonly after: Duration
  /** How often for one time of the schedule. */
  readonly times: number
}
