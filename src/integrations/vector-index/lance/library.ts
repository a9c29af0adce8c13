import { optionalPackage } from '../optional-package.ts'

/** The used part of `@lancedb/lancedb`, by its shape: users of another target install neither it nor its types. */
export interface Lance {
  connect(uri: string): Promise<LanceConnection>
  readonly Index: { fts(options: object): unknown }
}
export interface LanceConnection {
  tableNames(options?: { readonly limit?: number }): Promise<string[]>
  openTable(name: string): Promise<LanceTable>
  createEmptyTable(name: string, schema: unknown, options: { readonly existOk: boolean }): Promise<LanceTable>
  dropTable(name: string): Promise<void>
  close(): void
}
export interface LanceTable {
  query(): LanceQuery
  vectorSearch(vector: Float32Array): LanceQuery
  mergeInsert(on: string): LanceMerge
  delete(condition: string): Promise<unknown>
  countRows(): Promise<number>
  createIndex(column: string, options: object): Promise<void>
  listIndices(): Promise<readonly { readonly columns: readonly string[] }[]>
  optimize(options?: { readonly cleanupOlderThan?: Date }): Promise<unknown>
}
export interface LanceMerge {
  whenMatchedUpdateAll(): LanceMerge
  whenNotMatchedInsertAll(): LanceMerge
  execute(rows: readonly Readonly<Record<string, unknown>>[]): Promise<unknown>
}
export interface LanceQuery extends AsyncIterable<{ toArray(): LanceRow[] }> {
  select(columns: readonly string[]): LanceQuery
  where(condition: string): LanceQuery
  limit(rows: number): LanceQuery
  distanceType(metric: string): LanceQuery
  fullTextSearch(words: string, options: { readonly columns: readonly string[] }): LanceQuery
  toArray(): Promise<LanceRow[]>
}
/** A row of an Arrow table: its values are read by the names of the columns. */
export type LanceRow = Readonly<Record<string, unknown>>

/** What is used of `apache-arrow`, which comes with LanceDB. */
export interface Arrow {
  readonly Schema: new (fields: unknown[]) => unknown
  readonly Field: new (name: string, type: unknown, nullable: boolean) => unknown
  readonly FixedSizeList: new (size: number, item: unknown) => unknown
  readonly Utf8: new () => unknown
  readonly Float32: new () => unknown
  readonly Float64: new () => unknown
  readonly Int8: new () => unknown
}

export interface Libraries {
  readonly lance: Lance
  readonly arrow: Arrow
}

export async function libraries(): Promise<Libraries> {
  const [lance, arrow] = await Promise.all([
    optionalPackage<Lance>('@lancedb/lancedb', 'LanceDB'),
    optionalPackage<Arrow>('apache-arrow', 'LanceDB'),
  ])
  return { lance, arrow }
}
