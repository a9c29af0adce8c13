import { type Sql, sql } from '../../define/sql.ts'
import type { RowsQuestion, Subject, Unexpected } from './question.ts'
import { eachRow, type Reader, type Row, rowsOf } from './scan.ts'
import { joined } from './value.ts'

export interface UnexpectedRows {
  readonly count: number
  /** The first of them, in the table's order. */
  readonly rows: readonly Row[]
  /** The most frequent unexpected values, with their counts. */
  readonly counts: readonly Row[]
}

/** The most unexpected values that are listed with their counts. */
const mostCounts = 20
const countColumn = 'assetstore: count'

/** A question that DuckDB answers. */
export interface SqlQuestion extends RowsQuestion {
  readonly unexpected: Exclude<Unexpected, { readonly by: 'function' }>
}

/**
 * Replaces a function by a condition: the function is called once for each text. So no row passes through JavaScript,
 * where some of its values may have no form.
 */
export async function withoutFunction(reader: Reader, subject: Subject, question: RowsQuestion): Promise<SqlQuestion> {
  const { unexpected, considered } = question
  if (unexpected.by !== 'function') return { ...question, unexpected }
  const { text, isUnexpected } = unexpected
  const texts: string[] = []
  const all = sql`SELECT DISTINCT CAST(${text} AS VARCHAR) AS text FROM ${subject.table} AS t WHERE ${subject.where} AND ${considered}`
  for await (const row of eachRow(reader, all)) if (isUnexpected(row.text as string)) texts.push(row.text as string)
  const list = sql`SELECT unnest(from_json(${JSON.stringify(texts)}, '["VARCHAR"]'))`
  const condition = texts.length === 0 ? sql`false` : sql`CAST(${text} AS VARCHAR) IN (${list})`
  return { ...question, unexpected: { by: 'condition', condition } }
}

/** The rows that are unexpected, all of them. */
export function unexpectedStatement({ table, where }: Subject, { considered, unexpected }: SqlQuestion): Sql {
  if (unexpected.by === 'statement') return unexpected.rows
  return sql`SELECT t.* FROM ${table} AS t WHERE ${where} AND ${considered} AND ${unexpected.condition}`
}

/** How many rows are unexpected, where the scan did not tell. */
export async function countUnexpected(reader: Reader, subject: Subject, question: SqlQuestion): Promise<number> {
  const { unexpected } = question
  const count =
    unexpected.by === 'statement'
      ? unexpected.count
      : sql`SELECT count(*) AS n FROM (${unexpectedStatement(subject, question)})`
  return Number((await rowsOf(reader, count))[0]?.n ?? 0)
}

interface Wanted {
  readonly count: number
  /** How many rows. */
  readonly limit: number
  readonly counts: boolean
}

/** Reads nothing where no row is unexpected. */
export async function unexpectedRows(
  reader: Reader,
  subject: Subject,
  { question, wanted }: { readonly question: SqlQuestion; readonly wanted: Wanted },
): Promise<UnexpectedRows> {
  const { count, limit, counts } = wanted
  if (count === 0) return { count, rows: [], counts: [] }
  const statement = unexpectedStatement(subject, question)
  const rows = await rowsOf(reader, sql`${statement} LIMIT ${sql.raw(String(limit))}`)
  if (!counts) return { count, rows, counts: [] }
  const names = joined(
    question.columns.map((name) => sql.id(name)),
    ', ',
  ) as Sql
  const groups = sql`SELECT ${names}, count(*) AS ${sql.id(countColumn)} FROM (${statement}) GROUP BY ${names}`
  const values = await rowsOf(
    reader,
    sql`${groups} ORDER BY ${sql.id(countColumn)} DESC, ${names} LIMIT ${sql.raw(String(mostCounts))}`,
  )
  return { count, rows, counts: values.map(({ [countColumn]: n, ...row }) => ({ row, count: Number(n) })) }
}
