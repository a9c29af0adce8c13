import { type Sql, sql } from '../../define/sql.ts'
import type { RuleRows } from '../rules/failing-rows.ts'
import type { RowsQuestion, Subject } from './question.ts'
import { eachRow, type Reader, type Row, rowsOf } from './scan.ts'
import { joined } from './value.ts'

export interface UnexpectedRows {
  readonly count: number
  /** The first of them, in the table's order. */
  readonly rows: readonly Row[]
  /** The values that are unexpected most often, and how often. */
  readonly counts: readonly Row[]
}

/** How many values are told with how often they are unexpected. */
const mostCounts = 20
const countColumn = 'assetstore: count'

/** The rows that are unexpected, as a statement; `undefined` where a function tells them. */
function unexpectedStatement({ table, where }: Subject, { considered, unexpected }: RowsQuestion): Sql | undefined {
  if (unexpected.by === 'function') return undefined
  if (unexpected.by === 'statement') return unexpected.rows
  return sql`SELECT t.* FROM ${table} AS t WHERE ${where} AND ${considered} AND ${unexpected.condition}`
}

/** All rows that are unexpected: as a statement, or one by one where a function tells them. */
export function allUnexpected(reader: Reader, subject: Subject, question: RowsQuestion): RuleRows['rows'] {
  return unexpectedStatement(subject, question) ?? (() => eachUnexpected(reader, subject, question))
}

async function* eachUnexpected(
  reader: Reader,
  { table, where }: Subject,
  { columns: [name = ''], considered, unexpected }: RowsQuestion,
): AsyncGenerator<Row> {
  for await (const row of eachRow(reader, sql`SELECT t.* FROM ${table} AS t WHERE ${where} AND ${considered}`))
    if (unexpected.by === 'function' && unexpected.isUnexpected(row[name])) yield row
}

/** How many rows are unexpected, where the scan did not tell. */
export async function countUnexpected(reader: Reader, subject: Subject, question: RowsQuestion): Promise<number> {
  const { unexpected } = question
  if (unexpected.by === 'statement') return Number((await rowsOf(reader, unexpected.count))[0]?.n ?? 0)
  let count = 0
  for await (const { value } of eachRow(reader, valuesOf(subject, question)))
    if (unexpected.by === 'function' && unexpected.isUnexpected(value)) count += 1
  return count
}

function valuesOf({ table, where }: Subject, { columns: [name = ''], considered }: RowsQuestion): Sql {
  return sql`SELECT t.${sql.id(name)} AS value FROM ${table} AS t WHERE ${where} AND ${considered}`
}

interface Wanted {
  readonly count: number
  /** How many rows. */
  readonly limit: number
  readonly counts: boolean
}

/** Nothing is read where nothing is unexpected. */
export async function unexpectedRows(
  reader: Reader,
  subject: Subject,
  { question, wanted }: { readonly question: RowsQuestion; readonly wanted: Wanted },
): Promise<UnexpectedRows> {
  const { count, limit, counts } = wanted
  if (count === 0) return { count, rows: [], counts: [] }
  const statement = unexpectedStatement(subject, question)
  if (statement === undefined) return await ofFunction(reader, subject, { question, wanted })
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

async function ofFunction(
  reader: Reader,
  subject: Subject,
  { question, wanted }: { readonly question: RowsQuestion; readonly wanted: Wanted },
): Promise<UnexpectedRows> {
  const [name = ''] = question.columns
  const rows: Row[] = []
  const often = new Map<unknown, number>()
  for await (const row of eachUnexpected(reader, subject, question)) {
    const value = row[name]
    if (rows.length < wanted.limit) rows.push(row)
    if (wanted.counts) often.set(value, (often.get(value) ?? 0) + 1)
    else if (rows.length === wanted.limit) break
  }
  const counts = [...often].toSorted(([one, n], [other, m]) => m - n || (String(one) < String(other) ? -1 : 1))
  return {
    count: wanted.count,
    rows,
    counts: counts.slice(0, mostCounts).map(([value, count]) => ({ row: { [name]: value }, count })),
  }
}
