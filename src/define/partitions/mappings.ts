import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'
import { type Missing, type Reads, type ReadsRule, readsSymbol } from './reads.ts'

export interface MappingOptions {
  /** `'skip'` leaves out windows that the upstream will never have. Default `'fail'`: an error names them. */
  readonly missing?: Missing
}

/** Values of the option `reads`: which partitions of an upstream a partition reads. */
export interface Mappings {
  /** The partition with the same key. The default where both definitions are equal. */
  same(): Reads
  /** Every window that overlaps the reader's own. The default where both are windows of time. */
  overlapping(options?: MappingOptions): Reads
  /** The window that is `n` before the first one that overlaps the reader's own. */
  previous(n?: number, options?: MappingOptions): Reads
  /**
   * The last `n` windows, up to the last one that overlaps the reader's own. For a reader without windows: the newest.
   */
  last(n: number, options?: MappingOptions): Reads
  /** The newest that exists. */
  latest(): Reads
  /** One partition, the same for every reader. */
  only(key: string): Reads
  /** All of them, as one table. The default where no other default fits. */
  all(): Reads
}

export const mappings: Mappings = {
  same: () => reads({ type: 'same' }),
  overlapping: (options) => reads({ type: 'overlapping', missing: missingOf('overlapping', options) }),
  previous: (n = 1, options = {}) => reads({ type: 'previous', n, missing: missingOf('previous', options) }),
  last: (n, options) => reads({ type: 'last', n, missing: missingOf('last', options) }),
  latest: () => reads({ type: 'latest' }),
  only: (key) => reads({ type: 'only', key }),
  all: () => reads({ type: 'all' }),
}

/** @throws AssetError `PARTITIONS_INVALID` where an option is unknown or has an unknown value. */
function missingOf(mapping: string, options: MappingOptions = {}): Missing {
  const unknown = Object.keys(options).find((name) => name !== 'missing')
  if (unknown !== undefined) {
    const fix = didYouMean(unknown, ['missing'], "remove it: its one option is { missing: 'skip' }")
    throw new AssetError({ code: 'PARTITIONS_INVALID', message: `${mapping}() has no option "${unknown}"`, fix })
  }
  const { missing = 'fail' } = options
  if (missing === 'fail' || missing === 'skip') return missing
  const message = `${mapping}() has missing: ${JSON.stringify(missing)}`
  throw new AssetError({ code: 'PARTITIONS_INVALID', message, fix: "give 'fail' or 'skip'" })
}

const reads = (rule: ReadsRule): Reads => Object.freeze({ [readsSymbol]: rule })
