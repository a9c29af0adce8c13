/**
 * The scheme that turns rows into a version. Its last part is DuckDB's `hash` of a fixed row: a DuckDB release that
 * hashes in another way has to be another scheme, whose versions are made by hashing the stored files again.
 * `test/store/version.test.ts` notices.
 */
export const rowsScheme = 'rows/2 duckdb-hash 955a'

/** The scheme of 0.1.0, whose stores are still read. No new version uses it. */
export const rowsScheme1 = 'rows/1 duckdb-hash f3a6'

/**
 * The scheme of row maps and their hashes: that of `rowsScheme`, and that of `rowsScheme1`. A map of any other scheme
 * is not read.
 */
export const mapScheme = 'map/2'
export const mapScheme1 = 'map/1'
