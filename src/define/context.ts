import type { Partition } from './partitions/partition.ts'
import type { Env, Resolved } from './project/resource.ts'
import type { Table } from './table.ts'

/** What a function receives second: what the framework offers, and the project's resources by name. */
export type Context<Resources, P extends Partition = Partition> = BaseContext<P> & Resolved<Resources>

/** What an effect's function receives second. */
export type EffectContext<Resources, P extends Partition = Partition> = Context<Resources, P> & EffectPart<P>

export interface EffectPart<P extends Partition = Partition> extends BaseContext<P> {
  /**
   * Names this very piece of work: 64 hex digits to give to whoever is told to do it, so that it is done once. It is
   * the same when the call is tried again and when the run is repeated after it was killed, on any machine; it is
   * another where the effect's name, its code, its config, the data that it is given (whole tables, whichever columns
   * it reads), a variable that it reads through `env`, or, where it reads `now`, the run is another.
   *
   * What is read after the key was made cannot be in it any more. So a variable that the function does not name in its
   * own text, as in `env('URL')`, and `now`, are read before `key`.
   *
   * @throws AssetError `EFFECT_KEY`, by `env` and `now`, where they are read too late.
   */
  readonly key: string
  /**
   * True where nothing that was done before is to be believed: `--verify` found something else than the receipt says,
   * the last run did not come to its end, or it is forced. Look at what is there.
   */
  readonly verify: boolean
  /** True under `--allow-removed`: what a target refuses to take away for its size is confirmed. */
  readonly allowRemoved: boolean
  /** Tells the terminal how many rows are done. */
  progress(rows: number): void
}

export interface BaseContext<P extends Partition = Partition> {
  /** Aborted on Ctrl-C, on a timeout, and when the run stops. Pass it to whatever can be cancelled. */
  readonly signal: AbortSignal
  readonly log: Log
  /** The time the run began. An asset that reads it is never called fresh: another moment may be another result. */
  readonly now: Date
  /** The partition that is made: its key, and what else its definition says of it, such as `start` and `end`. */
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

/** What the context of an asset with `previous: true` has besides. */
export interface PreviousPart<Row> {
  /** Its own last version; of a time partition, that of the one before. `undefined` the first time. */
  readonly previous: Table<Row> | undefined
}

/** What that of such an asset may name besides. */
export const previousName = 'previous' satisfies keyof PreviousPart<unknown>

/** What a second parameter may name besides resources. */
export const contextNames: readonly string[] = [
  'signal',
  'log',
  'now',
  'partition',
  'run',
  'env',
] satisfies readonly (keyof BaseContext)[]

/** What that of an effect may name beside them. */
export const effectNames: readonly string[] = [
  'key',
  'verify',
  'allowRemoved',
  'progress',
] satisfies readonly (keyof EffectPart)[]
