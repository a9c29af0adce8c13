import { type Missing, type Reads, type ReadsRule, readsSymbol } from './reads.ts'

export interface MappingOptions {
  /** `'skip'` leaves out windows that the upstream will never have. Default `'fail'`: an error names them. */
  readonly missing?: Missing
}

/** Values of the option `reads`: which partitions of an upstream a partition reads. */
export interface Mappings {
  /** The partition with the same key. The default where both definitions are equal. */
  same(): Reads
  /** Every window that overlaps the own one. The default where both are windows of time. */
  overlapping(options?: MappingOptions): Reads
  /** The window that is `n` before the first that overlaps the own one. */
  previous(n?: number, options?: MappingOptions): Reads
  /** `n` windows, of which the last is the last that overlaps the own one. Of a reader without windows: the newest. */
  last(n: number, options?: MappingOptions): Reads
  /** The newest that exists. */
  latest(): Reads
  /** One of them, whoever reads it. */
  only(key: string): Reads
  /** All of them, as one table. The default wherever no other is. */
  all(): Reads
}

export const mappings: Mappings = {
  same: () => reads({ type: 'same' }),
  overlapping: (options) => reads({ type: 'overlapping', missing: missingOf(options) }),
  previous: (n = 1, options = {}) => reads({ type: 'previous', n, missing: missingOf(options) }),
  last: (n, options) => reads({ type: 'last', n, missing: missingOf(options) }),
  latest: () => reads({ type: 'latest' }),
  only: (key) => reads({ type: 'only', key }),
  all: () => reads({ type: 'all' }),
}

const missingOf = ({ missing = 'fail' }: MappingOptions = {}): Missing => missing

const reads = (rule: ReadsRule): Reads => Object.freeze({ [readsSymbol]: rule })
