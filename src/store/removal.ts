import type { Unit } from '../unit.ts'
export interface Wipe {
  readonly assets: readonly string[]
  /** Only these units of the assets. */
  readonly units?: readonly Unit[] | undefined
  /** Whether records go as well, except those that another environment has current. */
  readonly records: boolean
  /** Nothing is taken away. */
  readonly dry: boolean
}

/**
 * Rules of garbage collection. It keeps everything current, everything that one of these rules keeps, and everything
 * that living processes may read.
 */
export interface SweepRules {
  /** The assets; undefined for all. */
  readonly assets?: readonly string[]
  /** How many of the newest records of each asset and partition stay. */
  readonly keep: number
  /** Partitions that are gone for good. Only their age keeps them, unless another environment has them current. */
  readonly dropped?: readonly Unit[]
  /** Records that were made or current after this moment stay; in ms since 1970. */
  readonly before: number
  readonly now: number
  /** Nothing is taken away. */
  readonly dry: boolean
}

export interface Swept {
  /** The catalog's counter after the collection. */
  readonly change: number
  /**
   * The moment after which records were kept: `rules.before`, or one that the oldest living run needs.
   */
  readonly before: number
  readonly assets: readonly SweptAsset[]
  /** Object -> an asset that names it, over the records that are left. */
  readonly named: ReadonlyMap<string, string>
  /** The files of the records that are left, and of those that are gone. */
  readonly files: { readonly kept: ReadonlySet<string>; readonly freed: ReadonlySet<string> }
  /** Objects that running processes are about to name. */
  readonly held: ReadonlySet<string>
  /** The owners of the logs: `run asset`, and `run` for the whole run. */
  readonly runs: ReadonlySet<string>
}

export interface SweptAsset {
  readonly asset: string
  /** Records. */
  readonly kept: number
  readonly freed: number
  /** The objects that the removed records named. Other records may still name them. */
  readonly blobs: readonly string[]
}
