import type { Resolved } from './resource.ts'

/** What a function receives second: what the framework offers, and the project's resources by name. */
export type Context<Resources> = BaseContext & Resolved<Resources>

export interface BaseContext {
  /** Aborted on Ctrl-C, on a timeout, and when the run stops. Pass it to whatever can be cancelled. */
  readonly signal: AbortSignal
  readonly log: Log
  /** The time the run began. An asset that reads it is never called fresh: another moment may be another result. */
  readonly now: Date
  /** The key of the partition that is made; `''` where the asset has none. */
  readonly partition: string
  readonly run: { readonly id: string }
  /**
   * An environment variable, which from then on is part of what the asset is made from.
   *
   * @throws AssetError `ENV_MISSING` where it is not set and there is no fallback.
   */
  env(name: string, fallback?: string): string
}

/** Lines that are kept with the run: `assets logs <asset>` shows them. `console` is captured too. */
export interface Log {
  (message: string): void
  warn(message: string): void
  error(message: string): void
}

/** The names of `BaseContext`: what a second parameter may name besides resources. */
export const contextNames: readonly string[] = [
  'signal',
  'log',
  'now',
  'partition',
  'run',
  'env',
] satisfies readonly (keyof BaseContext)[]
