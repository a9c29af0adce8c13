import type { Column } from '../../define/table.ts'
import type { ParquetCodec } from '../engine/parquet.ts'
import type { Statement } from '../sql/statement.ts'

/** The result of a write: a complete file that no other process has seen. */
export interface Written {
  readonly columns: readonly Column[]
  readonly rows: number
  /** V: 64 hex digits. With the order of the rows where `ordered` was asked for. */
  readonly version: string
  /** The files that have the rows, in their order, where it is not the one that was asked for. */
  readonly files?: readonly string[]
  /** Some column of a query has another type than in the query, since no file has that type. */
  readonly isCast?: boolean
  /** Nothing was written: the statement that gives the rows, as they would be stored. */
  readonly view?: Statement
}

export interface WriteOptions {
  /** Does not exist yet: one name an attempt. */
  readonly file: string
  /** A Parquet file, or several, that have the very rows, columns and types of a query, as DuckDB reads them. */
  readonly same?: string | readonly string[] | undefined
  /** What the file of a query is packed with. Default: `zstd`. */
  readonly codec?: ParquetCodec | undefined
  /** Integers of a query that are bigints in JavaScript, as paths: `"id"`, `"meta"."parent"`, `"tags"[]`. */
  readonly bigints?: readonly string[] | undefined
  /** For messages. */
  readonly asset: string
  /** The one row is the receipt of an effect. */
  readonly isReceipt?: boolean | undefined
  readonly ordered?: boolean | undefined
  /** The rows of a query without parameters are not written. */
  readonly isView?: boolean | undefined
  /** The columns of the last version, for an empty table and for a column in which no row has a value. */
  readonly lastColumns?: readonly Column[] | undefined
  readonly onProgress?: ((rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
