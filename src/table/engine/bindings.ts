/**
 * The only module that imports DuckDB. Loading it takes about 50 ms and maps a large native library, so other rooms
 * import this folder with `await import()`, on paths that are really about to read or write rows.
 */
import duck from '@duckdb/node-bindings'

export type {
  Connection,
  Database,
  DataChunk,
  LogicalType,
  PreparedStatement,
  Result,
  Vector,
} from '@duckdb/node-bindings'
export { duck }

/** Rows of a vector: DuckDB's unit of work. A chunk holds at most this many. */
export const vectorSize = 2048
