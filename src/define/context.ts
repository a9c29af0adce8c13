import type { Partition } from './partitions/partition.ts'
import type { Env, Resolved } from './project/resource.ts'
import type { Table } from './table.ts'

/** What a function receives second: what the framework offers, and the project's resources by name. */
export type Context<Resources, P extends Partition = Partition> = BaseContext<P> & Resolved<Resources>

/** What an effect's function receives second. */
export type EffectContext<Resources, P extends Partition = Partition> = Context<Resources, P> & EffectPart<P>

export interface EffectPart<P extends Partition = Partition> extends BaseContext<P> {
  /**
   * The idempotency key of this work, 64 hex digits, to be passed on so that the receiver does it once. It is the same
   * in a retry and in a run after a kill, on any machine. It changes with the effect's name, code, config and data
   * (whole tables, whichever columns it reads), with a variable that it reads through `env` and, where it reads `now`,
   * with the run.
   *
   * What is read after the key was made cannot be part of it. So read `now`, and variables that the function's own text
   * does not name as in `env('URL')`, before `key`.
   *
   * @throws AssetError `EFFECT_KEY`, by `env` and `now`, where they are read too late.
   */
  readonly key: string
  /**
   * True where the target may differ from the last receipt: `--verify` found a difference, the last run did not end, or
   * the run is forced. The function should then look at what the target has.
   */
  readonly verify: boolean
  /** True under `--allow-removed`, which confirms a removal that a target would refuse for its size. */
  readonly allowRemoved: boolean
  /** Shows in the terminal how many rows are done. */
  progress(rows: number): void
}

export interface BaseContext<P extends Partition = Partition> {
  /** Aborted on Ctrl-C, on a timeout, and when the run stops. Pass it to whatever can be cancelled. */
  readonly signal: AbortSignal
  readonly log: Log
  /** The time when the run began. An asset that reads it is never fresh, since a later run may make another table. */
  readonly now: Date
  /** The partition that is made: its key, and the values that its definition gives it, such as `start` and `end`. */
  readonly partition: P
  readonly run: { readonly id: string }
  /** `env('MODEL')` is part of what the asset is made from, `env.secret('TOKEN')` is not. */
  readonly env: Env
}

/** Lines that are kept with the run: `assets logs <asset>` shows them. `console` is captured too. */
export interface Log {
  (message: string): void
  warn(message: string): void
  error(message: string): void
}

/** The part of the context that an asset with `previous: true` has in addition. */
export interface PreviousPart<Row> {
  /** Its own last version; of a time partition, that of the one before. `undefined` the first time. */
  readonly previous: Table<Row> | undefined
}

/** The further name that the context of such an asset has. */
export const previousName = 'previous' satisfies keyof PreviousPart<unknown>

/** The names that a second parameter may have besides resources. */
export const contextNames: readonly string[] = [
  'signal',
  'log',
  'now',
  'partition',
  'run',
  'env',
] satisfies readonly (keyof BaseContext)[]

/** The further names that the context of an effect has. */
export const effectNames: readonly string[] = [
  'key',
  'verify',
  'allowRemoved',
  'progress',
] satisfies readonly (keyof EffectPart)[]
