import type { Reads } from '../../project/environment.ts'

/** What came of asking a definition which keys there are, with what was read for it. */
export interface AskedKeys {
  readonly keys: readonly string[]
  readonly reads: Reads
  /** The columns that were read of each asset; `null` for the whole table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string> | null>
}
