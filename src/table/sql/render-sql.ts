import type { SqlPart, SqlValue } from '../../define/sql.ts'
import { unreachable } from '../../util/unreachable.ts'
import { type NamedTable, namedText } from './named-tables.ts'
import type { Statement } from './statement.ts'

/** A piece of a template, or a table that the statement names. */
export type Piece = SqlPart | { readonly kind: 'named'; readonly table: NamedTable }
/** The pieces that stand for a template's table in a FROM clause. */
export type ResolveTable = (table: object) => readonly Piece[]

export const sqlText = (text: string): SqlPart => ({ kind: 'text', text })

/** A template as DuckDB's text and its bound values, which are numbered in the order in which they stand. */
export function renderSql(parts: readonly Piece[], resolveTable: ResolveTable): Statement {
  const parameters: SqlValue[] = []
  const tables: NamedTable[] = []
  const render = (pieces: readonly Piece[]): string =>
    pieces
      .map((part) => {
        switch (part.kind) {
          case 'text':
            return part.text
          case 'value':
            return `$${parameters.push(part.value)}`
          case 'table':
            return render(named(resolveTable(part.table), part.name))
          case 'named':
            tables.push(part.table)
            return namedText(part.table)
          default:
            return unreachable(part)
        }
      })
      .join('')
  return { text: render(parts), parameters, tables }
}

/** Rows that a condition chose have no name, so a requested name becomes an alias. */
const named = (pieces: readonly Piece[], name: string | undefined): readonly Piece[] =>
  name === undefined
    ? pieces
    : pieces.map((piece) => (piece.kind === 'named' ? { ...piece, table: { ...piece.table, name } } : piece))
