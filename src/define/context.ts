import type { Env, Resolved } from './resource.ts'

/** What a function receives second: what the framework offers, and the project's resources by name. */
export type Context<Resources> = BaseContext & Resolved<Resources>

/** What an effect's function receives second. */
export type EffectContext<Resources> = Context<Resources> & EffectPart

export interface EffectPart extends BaseContext {
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

export interface BaseContext {
  /** Aborted on Ctrl-C, on a timeout, and when the run stops. Pass it to whatever can be cancelled. */
  readonly signal: AbortSignal
  readonly log: Log
  /** The time the run began. An asset that reads it is never called fresh: another moment may be another result. */
  readonly now: Date
  /** The key of the partition that is made; `''` where the asset has none. */
  readonly partition: string
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
