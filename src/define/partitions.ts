/** The keys of a partitioned asset. One key is one table, made, kept and judged by itself. */
export interface Partitions {
  keys(): Iterable<string>
}

/** The partition of an asset that has none: the key, the record and the lock carry one from the start. */
export const unpartitioned = ''
