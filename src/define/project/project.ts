import { asset, type DefineAsset } from '../asset.ts'
import type { Alert } from '../by-itself/alert.ts'
import type { Schedule } from '../by-itself/schedule.ts'
import { check, type DefineCheck } from '../check.ts'
import type { AnyFunction } from '../definition.ts'
import { type DefineEffect, effect } from '../effect.ts'
import type { SparkOptions } from '../foreign/spark.ts'
import { type DefinePartitions, partitions } from '../partitions/partitions.ts'
import { type DefineSource, source } from '../source.ts'
import type { ProjectSurroundings } from './environment.ts'
import { projectPlace, storeFolderOf } from './project-root.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const projectSymbol: unique symbol = Symbol.for('assetstore.project')

export interface ProjectOptions<Assets, Resources> {
  /** The table of contents, imported lazily: the assets import the file that calls `defineProject`. */
  readonly assets: () => Promise<Assets>
  /** Typed into every function's context, by name. */
  readonly resources?: Resources
  /** The folder of the store, relative to this file. Default `.assetstore`. */
  readonly store?: string
  /** How many assets run at once. Default: as many as there are cores. */
  readonly concurrency?: number
  /** Schedules by name, for `assets schedule start`, or for `assets schedule tick` under another scheduler. */
  readonly schedules?: Readonly<Record<string, Schedule>>
  /** Who receives messages about failures, checks, late assets and ends of runs. */
  readonly alerts?: readonly Alert[]
  /** How many assets of each pool may run at once, over all processes on the store: `{ api: 2 }`. */
  readonly pools?: Readonly<Record<string, number>>
  /**
   * The Python of `asset.python`, relative to this file: `.venv/bin/python`. Default: see README, *Assets in Python*.
   */
  readonly python?: string
  /** The Spark of assets that use one. Default: a Spark on this machine, started when a run needs it. */
  readonly spark?: SparkOptions
  /** Part of every key: another salt makes everything stale. */
  readonly salt?: string
}

export interface Project<Assets, Resources> {
  readonly [projectSymbol]: ProjectOptions<Assets, Resources>
  readonly asset: DefineAsset<Assets, Resources>
  readonly source: DefineSource<Resources>
  readonly check: DefineCheck<Assets, Resources>
  readonly effect: DefineEffect<Assets, Resources>
  readonly partitions: DefinePartitions<Assets>
}

/**
 * The default export of `assets.config.ts`. Its `asset`, `source`, `check`, `effect` and `partitions` know the
 * project's names and types. A function is given the environment that the project is made for, and the variables of the
 * process.
 */
export function defineProject<Assets, Resources = Record<never, never>>(
  options: ProjectOptions<Assets, Resources>,
): Project<Assets, Resources>
export function defineProject<Assets, Resources = Record<never, never>>(
  options: (surroundings: ProjectSurroundings) => ProjectOptions<Assets, Resources>,
): Project<Assets, Resources>
export function defineProject<Assets, Resources>(
  argument:
    | ProjectOptions<Assets, Resources>
    | ((surroundings: ProjectSurroundings) => ProjectOptions<Assets, Resources>),
): Project<Assets, Resources> {
  const place = projectPlace()
  const options =
    typeof argument === 'function' ? argument({ environment: place.environment, env: place.env }) : argument
  // Whoever imports an asset finds what lies beside the store, too.
  if (typeof options?.store === 'string' && options.store !== '')
    place.storeFolder ??= storeFolderOf(place, options.store)
  return Object.freeze({
    [projectSymbol]: options,
    asset: withPython(asset, options) as unknown as DefineAsset<Assets, Resources>,
    source: boundSource(options) as unknown as DefineSource<Resources>,
    check: withPython(check, options) as unknown as DefineCheck<Assets, Resources>,
    effect: effect.bind(options) as unknown as DefineEffect<Assets, Resources>,
    partitions: partitions as DefinePartitions<Assets>,
  })
}

/**
 * Binds the definers, so that a definition knows its project. A bound function adds no frame to the stack, from which
 * the place is read.
 */
function boundSource(options: object) {
  const { files, table, package: fromPackage } = source
  return Object.assign(withPython(source, options), {
    files: files.bind(options),
    table: table.bind(options),
    package: fromPackage.bind(options),
  })
}

function withPython<Define extends AnyFunction & { readonly python: AnyFunction }>(define: Define, options: object) {
  return Object.assign(define.bind(options), { python: define.python.bind(options) })
}

export function projectOptions(value: unknown): ProjectOptions<object, Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || !(projectSymbol in value)) return undefined
  return (value as Project<object, Record<string, unknown>>)[projectSymbol]
}
