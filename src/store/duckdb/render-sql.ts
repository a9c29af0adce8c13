import type { SqlPart, SqlValue } from '../../define/sql.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Statement } from './statement.ts'

/** A table of a template as a piece of a FROM clause, with the values that it binds itself. */
export type ResolveTable = (table: object) => Statement

/** A template as DuckDB's text and its bound values. Values are numbered in the order in which they stand. */
export function renderSql(parts: readonly SqlPart[], resolveTable: ResolveTable): Statement {
  const parameters: SqlValue[] = []
  const bind = (value: SqlValue) => `$${parameters.push(value)}`
  const text = parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'value':
        return bind(part.value)
      case 'table': {
        const { text, parameters: own } = resolveTable(part.table)
        return shiftParameters(text, own, bind)
      }
      default:
        return unreachable(part)
    }
  })
  return { text: text.join(''), parameters }
}

/**
 * A statement inside another: its `$1` becomes the outer one's next number. The inner text is made here and by `renderSql`, so that
 * a `$` and a digit in it outside quotes is a parameter.
 */
export function shiftParameters(text: string, own: readonly SqlValue[], bind: (value: SqlValue) => string): string {
  if (own.length === 0) return text
  return text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g, (match, index?: string) =>
    index === undefined ? match : bind(own[Number(index) - 1] ?? null),
  )
}
