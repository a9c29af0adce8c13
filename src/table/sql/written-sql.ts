import { judgedOf } from '../../define/foreign/judged-rows.ts'
import { parquetRows } from '../../define/foreign/parquet-file.ts'
import { isSql, sqlParts } from '../../define/sql.ts'
import { isCompilable } from '../write/result-kind.ts'
import { inspectedText } from './inspect-sql.ts'

/**
 * The statement that a function returned, for inspection and not for running: that of a template or a query builder, or
 * the one that another program ran.
 */
export function writtenSql(result: unknown): string | undefined {
  if (isSql(result)) return inspectedText(result[sqlParts])
  const judged = judgedOf(result)
  if (judged !== undefined) {
    const { rows, counted } = judged
    return inspectedText((counted === undefined ? rows : counted.statement(rows))[sqlParts])
  }
  return isCompilable(result) ? result.compile().sql : parquetRows(result)?.sql
}
