import { type Sql, sql, sqlParts } from '../../../define/sql.ts'
import type { Engine } from '../../engine/open.ts'
import { inspectedText, inspectSql } from '../../sql/inspect-sql.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, MeasureQuestion, Subject } from '../question.ts'
import { joined } from '../value.ts'
import { textIn } from './subject.ts'

const option = 'unexpected_rows_query'
/** The most rows that a COMPLETE result lists. */
const mostListed = 1_000

/** The rows of a statement are the unexpected ones. The table is `{batch}` in it, and a literal brace is doubled. */
const unexpectedRows: ExpectationKind = {
  options: [option],
  required: [option],
  ask(subject) {
    const statement = statementOf(subject)
    const { result_format: format } = subject.kwargs
    const form =
      typeof format === 'object' ? (format as { readonly result_format?: unknown } | null)?.result_format : format
    const listed = form === 'COMPLETE' ? [sql`SELECT * FROM (${statement}) LIMIT ${mostListed}`] : []
    return {
      ...{ of: 'measure', columns: [], measures: [] },
      statements: [sql`SELECT count(*) AS n FROM (${statement})`, ...listed],
      written: { option, statement },
      judge({ rows: [counted, found] }) {
        const count = Number(counted?.[0]?.n)
        const details = found === undefined ? {} : { details: { unexpected_rows: found } }
        return { success: count === 0, result: { observed_value: count, ...details } }
      },
    }
  },
}

function statementOf(subject: Subject): Sql {
  const { table, where, kwargs } = subject
  const query = textIn(subject, option).replace(/[;\s]+$/, '')
  const batch =
    (kwargs.row_condition ?? undefined) === undefined
      ? sql`${table}`
      : sql`(SELECT * FROM ${table} AS t WHERE ${where})`
  const texts = ['']
  for (const piece of query.split(/(\{\{|\}\}|\{\w*\}|[{}])/)) {
    if (piece === '{batch}') texts.push('')
    else if (/^[{}]/.test(piece) && piece !== '{{' && piece !== '}}') throw noName(piece)
    else texts.push(`${texts.pop()}${/^(?:\{\{|\}\})$/.test(piece) ? piece.slice(1) : piece}`)
  }
  // The line end closes a comment at the end of the text.
  const pieces = texts.flatMap((text, index) => [...(index === 0 ? [] : [batch]), sql.raw(`${text}\n`)])
  return joined(pieces, '') as Sql
}

const noName = (piece: string) =>
  mistakeIn(
    option,
    `has ${piece} in it, which names nothing`,
    'write {batch} where the table stands, and a brace of its own twice: {{ … }}',
  )

export const rowsOfStatementKinds: Readonly<Record<string, ExpectationKind>> = {
  unexpected_rows_expectation: unexpectedRows,
}

/**
 * Refuses statements that read more than the table: nobody would notice a change of anything else.
 *
 * @throws AssetError `ASSET_RESULT` where a statement of a suite reads more.
 */
export async function expectTableAlone(
  { engine }: { readonly engine: Engine },
  { option: name, statement }: NonNullable<MeasureQuestion['written']>,
): Promise<void> {
  const { clock, chance, files } = await inspectSql(engine, [inspectedText(statement[sqlParts])])
  const others = [...files, ...clock, ...chance]
  if (others.length === 0) return
  throw mistakeIn(
    name,
    `reads ${others.join(', ')} beside the table, where nobody would see it change`,
    'write it as a check of its own, which is seen to read it: check(({ orders }) => sql`…`)',
  )
}
