import { isSql, sqlParts } from '../../define/sql.ts'
import { isCompilable } from '../write/result-kind.ts'
import { inspectedText } from './inspect-sql.ts'

/**
 * The statement that a function returned, for whoever looks at it and does not run it: a template's, or that of a query
 * builder.
 */
export function writtenSql(result: unknown): string | undefined {
  if (isSql(result)) return inspectedText(result[sqlParts])
  return isCompilable(result) ? result.compile().sql : undefined
}
