import type { Unit } from '../unit.ts'
export interface Wipe {
  readonly assets: readonly string[]
  /** Only these of their units. */
  readonly units?: readonly Unit[] | undefined
  /** The records as well, but for those that another environment has current. */
  readonly records: boolean
  /** Nothing is taken away. */
  readonly dry: boolean
}

/**
 * What garbage collection keeps: everything current, everything that one of these rules keeps, and everything that
 * living processes may read.
 */
export interface SweepRules {
  /** The assets; all of them where it is undefined. */
  readonly assets?: readonly string[]
  /** The number of records of each asset and partition that stay, the newest. */
  readonly keep: number
  /** Partitions that are gone for good: unless another environment has them current, only their age keeps them. */
  readonly dropped?: readonly Unit[]
  /** What was made, or was current, after this moment, in ms since 1970. */
  readonly before: number
  readonly now: number
  /** Nothing is taken away. */
  readonly dry: boolean
}

export interface Swept {
  /** The catalog's counter after it. */
  readonly change: number
  /**
   * What was made, or was current, after this moment was kept: of `rules.before`, or of the oldest run that is alive.
   */
  readonly before: number
  readonly assets: readonly SweptAsset[]
  /** Object -> an asset that names it, of what is left. */
  readonly named: ReadonlyMap<string, string>
  /** The files of records: of those that are left, and of those that are gone. */
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
  /** What the records named that are gone. Others may name it still. */
  readonly blobs: readonly string[]
}
