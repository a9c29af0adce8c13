import type { Reads } from '../../project/environment.ts'

/** The keys that a definition gave, with what was read for them. */
export interface AskedKeys {
  readonly keys: readonly string[]
  readonly reads: Reads
  /** By asset: the columns that were read; `null` for the whole table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string> | null>
}
