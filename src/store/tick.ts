export const tickOutcomes = ['running', 'ok', 'failed', 'skipped', 'interrupted'] as const
export type TickOutcome = (typeof tickOutcomes)[number]
/** One time of a schedule, in ms since 1970. */
export interface TickId {
  readonly schedule: string
  readonly at: number
}
export interface TickClaim extends TickId {
  readonly now: number
  /** What to do while an earlier time of the schedule still runs: record this one as skipped, or leave it for later. */
  readonly overlap: 'skip' | 'queue'
  /** How often a failed time is tried again, each time `retryAfterMs` after it ended. */
  readonly retries: number
  readonly retryAfterMs: number
}
/** `done`: the time is over, or was skipped. `busy`: it is being worked on, or waits for an earlier one. */
export type TickAnswer = 'claimed' | 'done' | 'busy'
export interface TickEnd extends TickId {
  readonly outcome: Exclude<TickOutcome, 'running'>
  readonly endedAt: number
  readonly run: string | null
}
export interface Tick extends TickId {
  /** 0 for the first attempt. */
  readonly attempt: number
  readonly outcome: TickOutcome
  readonly startedAt: number
  readonly endedAt: number | null
  readonly run: string | null
}
