/** The statement of a table whose rows are not kept. It names objects of a store, wherever that lies. */
export interface ViewText {
  /** The tables that the statement names, each after those that it names itself. */
  readonly tables: readonly ViewTable[]
  readonly statement: readonly ViewPiece[]
}
export interface ViewTable {
  /** The name by which the statement may qualify its columns. */
  readonly name: string
  /** Its SQL, to be put behind a FROM. */
  readonly from: readonly ViewPiece[]
}
/** A piece of SQL: text, an object whose path is inserted, or one of the tables by its index. */
export type ViewPiece = string | { readonly blob: string } | { readonly table: number }

/** The objects that the statement reads, each once. */
export function blobsOfView({ tables, statement }: ViewText): readonly string[] {
  const pieces = [...tables.flatMap(({ from }) => from), ...statement]
  return [...new Set(pieces.flatMap((piece) => (typeof piece === 'object' && 'blob' in piece ? piece.blob : [])))]
}
