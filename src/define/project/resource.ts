import type { Awaitable } from '../table.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const resourceSymbol: unique symbol = Symbol.for('assetstore.resource')

/**
 * Reads an environment variable, which becomes part of the asset's key: another value makes the asset stale.
 *
 * @throws AssetError `ENV_MISSING` where it is not set and there is no fallback.
 */
export interface Env {
  (name: string, fallback?: string): string
  /**
   * Reads a secret, such as a token, that gives access and does not change the data. It is not part of the key, so a
   * rotated secret makes nothing stale, and no hash of it is kept. Errors and logs of the run show `…` in its place.
   *
   * @throws AssetError `ENV_MISSING` where it is not set.
   */
  secret(name: string): string
}

/** A value that assets share. It is opened once a run, when the first asset that names it starts. */
export interface Resource<Value> {
  readonly [resourceSymbol]: ResourceOptions<Value>
}
export interface ResourceContext {
  /**
   * An environment variable, which from then on is part of what every asset that names the resource is made from.
   *
   * @throws AssetError `ENV_MISSING` where it is not set and there is no fallback.
   */
  readonly env: Env
}
export interface ResourceOptions<Value> {
  /** Plain JSON that is part of the key of every asset that names the resource. */
  readonly settings?: object
  open(context: ResourceContext): Awaitable<Value>
  /** Called once when the run ends, also when it failed. */
  close?(value: Value): Awaitable<void>
}

/** What the context holds for a project's resources: the opened value of each `resource`, anything else as it is. */
export type Resolved<Resources> = {
  readonly [Name in keyof Resources]: Resources[Name] extends Resource<infer Value> ? Value : Resources[Name]
}

/** A resource that is opened lazily. A plain value in `resources` needs no wrapper. */
export function resource<Value>(options: ResourceOptions<Value>): Resource<Value> {
  return Object.freeze({ [resourceSymbol]: options })
}

export function resourceOptions(value: unknown): ResourceOptions<unknown> | undefined {
  if (typeof value !== 'object' || value === null || !(resourceSymbol in value)) return undefined
  return (value as Resource<unknown>)[resourceSymbol]
}
