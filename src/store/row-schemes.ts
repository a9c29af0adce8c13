/**
 * How rows become a version. The last part is what DuckDB's `hash` says of a fixed row: a release that hashes
 * otherwise has to be another scheme, whose versions are made by hashing the stored files again.
 * `test/store/version.test.ts` notices.
 */
export const rowsScheme = 'rows/2 duckdb-hash 955a'

/** The scheme of 0.1.0, whose stores are read. Nothing is made by it any more. */
export const rowsScheme1 = 'rows/1 duckdb-hash f3a6'

/**
 * The form of a row map and of its hashes: that of `rowsScheme`, and that of `rowsScheme1`. A map of another is not
 * read.
 */
export const mapScheme = 'map/2'
export const mapScheme1 = 'map/1'
