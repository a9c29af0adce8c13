/** The keys of a partitioned asset. One key is one table, made, kept and judged by itself. */
export interface Partitions {
  keys(): Iterable<string>
}
