import type { Column } from '../table.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const parquetSymbol: unique symbol = Symbol.for('assetstore.parquet')

/** Carries the row type to the compiler. */
declare const row: unique symbol

/** Rows that are in Parquet files already. */
export interface ParquetFile<Row = unknown> {
  readonly [parquetSymbol]: ParquetRows
  readonly [row]?: Row
}

export interface ParquetRows {
  /** Absolute; the rows of several are in the order of the list. */
  readonly files: readonly string[]
  /** Columns in which no row has a value, so that nothing says their type: they keep the one that they had. */
  readonly untyped: readonly string[]
  /** The SELECT that made them, if one did: what it reads besides tables counts, such as the clock. */
  readonly sql?: string | undefined
  /** Its columns, where they say more than the files do. */
  readonly columns?: readonly Column[] | undefined
}

/**
 * The result of an asset whose rows another program wrote, into one file or into several with the same columns, which
 * stay several. The files are read while the asset is made, and never after; a file in the store's own temporary folder
 * is not copied.
 */
export function parquetFile<Row extends object = Record<string, unknown>>(
  path: string | readonly string[],
  untyped: readonly string[] = [],
  sql?: string,
): ParquetFile<Row> {
  return parquetRowsOf({ files: typeof path === 'string' ? [path] : path, untyped, sql })
}

export const parquetRowsOf = <Row extends object>(rows: ParquetRows): ParquetFile<Row> =>
  Object.freeze({ [parquetSymbol]: rows })

export function parquetRows(value: unknown): ParquetRows | undefined {
  if (typeof value !== 'object' || value === null || !(parquetSymbol in value)) return undefined
  return (value as ParquetFile)[parquetSymbol]
}
