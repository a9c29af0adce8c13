import type { SqlPart, SqlValue } from '../../define/sql.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Statement } from './statement.ts'

/** What a table of a template stands for in a FROM clause, as a template of its own. */
export type ResolveTable = (table: object) => readonly SqlPart[]

export const sqlText = (text: string): SqlPart => ({ kind: 'text', text })

/** A template as DuckDB's text and its bound values, which are numbered in the order in which they stand. */
export function renderSql(parts: readonly SqlPart[], resolveTable: ResolveTable): Statement {
  const parameters: SqlValue[] = []
  const render = (pieces: readonly SqlPart[]): string =>
    pieces
      .map((part) => {
        switch (part.kind) {
          case 'text':
            return part.text
          case 'value':
            return `$${parameters.push(part.value)}`
          case 'table':
            return render(resolveTable(part.table))
          default:
            return unreachable(part)
        }
      })
      .join('')
  return { text: render(parts), parameters }
}
