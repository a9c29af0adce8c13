/** A registered symbol: the command and the package that a project imports are two bundles. */
const parquetSymbol: unique symbol = Symbol.for('assetstore.parquet')

/** Carries the row type to the compiler. */
declare const row: unique symbol

/** Rows that are in a Parquet file already. */
export interface ParquetFile<Row = unknown> {
  readonly [parquetSymbol]: string
  readonly [row]?: Row
}

/** What an asset returns whose rows another program wrote. The file is read while the asset is made, and never after. */
export function parquetFile<Row extends object = Record<string, unknown>>(path: string): ParquetFile<Row> {
  return Object.freeze({ [parquetSymbol]: path })
}

export function parquetPath(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !(parquetSymbol in value)) return undefined
  return (value as ParquetFile)[parquetSymbol]
}
