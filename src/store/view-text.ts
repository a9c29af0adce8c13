/** A statement over objects of a store, wherever that lies: what is kept of a table whose rows are not. */
export interface ViewText {
  /** The tables that the statement names, each behind those that it names itself. */
  readonly tables: readonly ViewTable[]
  readonly statement: readonly ViewPiece[]
}
export interface ViewTable {
  /** What the statement may call its columns by. */
  readonly name: string
  /** Its text behind a FROM. */
  readonly from: readonly ViewPiece[]
}
/** A piece of SQL: text, an object whose path is inserted, or one of the tables by its index. */
export type ViewPiece = string | { readonly blob: string } | { readonly table: number }

/** The objects that it reads, each once. */
export function blobsOfView({ tables, statement }: ViewText): readonly string[] {
  const pieces = [...tables.flatMap(({ from }) => from), ...statement]
  return [...new Set(pieces.flatMap((piece) => (typeof piece === 'object' && 'blob' in piece ? piece.blob : [])))]
}
