import type { Column } from '../../define/table.ts'
import type { ParquetCodec } from '../engine/parquet.ts'
import type { Statement } from '../sql/statement.ts'

/** The result of a write: a complete file that no other process has seen. */
export interface Written {
  readonly columns: readonly Column[]
  readonly rows: number
  /** V: 64 hex digits. With `ordered`, it includes the order of the rows. */
  readonly version: string
  /** The files with the rows, in order; absent for the single file that was asked for. */
  readonly files?: readonly string[]
  /** Whether some column of a query has another type than in the query, since no file has that type. */
  readonly isCast?: boolean
  /** Present where nothing was written: the statement that gives the rows in their stored form. */
  readonly view?: Statement
}

export interface WriteOptions {
  /** A path that does not exist yet, new for each attempt. */
  readonly file: string
  /** One or several Parquet files with exactly the rows, columns and types of a query, as DuckDB reads them. */
  readonly same?: string | readonly string[] | undefined
  /** The compression of a query's file. Default: `zstd`. */
  readonly codec?: ParquetCodec | undefined
  /** Integers of a query that are bigints in JavaScript, as paths: `"id"`, `"meta"."parent"`, `"tags"[]`. */
  readonly bigints?: readonly string[] | undefined
  /** For messages. */
  readonly asset: string
  /** Whether the one row is the receipt of an effect. */
  readonly isReceipt?: boolean | undefined
  readonly ordered?: boolean | undefined
  /** Whether the rows of a query without parameters are not written. */
  readonly isView?: boolean | undefined
  /** The columns of the last version, for an empty table and for a column in which no row has a value. */
  readonly lastColumns?: readonly Column[] | undefined
  readonly onProgress?: ((rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
