import { type Sql, sql } from '../../define/sql.ts'
import type { Engine } from '../engine/open.ts'
import { rowsOfResult } from '../write/rows-of-result.ts'
import type { Question, Subject } from './question.ts'
import { joined } from './value.ts'

export type Row = Readonly<Record<string, unknown>>

/** An expectation with what has to be asked for it. */
export interface Asked {
  readonly subject: Subject
  readonly question: Question
}

export interface Reader {
  readonly engine: Engine
  /** The check's name, for messages. */
  readonly asset: string
}

/** One SELECT over the table, in which every expectation has its aggregates; what each of them came to, in order. */
export async function scan(reader: Reader, all: readonly Asked[]): Promise<readonly (readonly unknown[])[]> {
  const aggregates = all.map(({ subject, question }) => aggregatesOf(subject, question))
  const named = aggregates.flat().map((one, index) => sql`${one} AS ${sql.id(`a${index}`)}`)
  const list = joined(named, ', ')
  const [first] = all
  if (list === undefined || first === undefined) return aggregates.map(() => [])
  const [row = {}] = await rowsOf(reader, sql`SELECT ${list} FROM ${first.subject.table} AS t`)
  let next = 0
  return aggregates.map((own) => own.map(() => row[`a${next++}`]))
}

/** Of rows: how many there are, how many count, and how many of these are unexpected where one scan can tell. */
function aggregatesOf({ where }: Subject, question: Question): readonly Sql[] {
  if (question.of === 'measure') return question.measures
  const { considered, unexpected } = question
  const counted = [sql`count(*) FILTER (WHERE ${where})`, sql`count(*) FILTER (WHERE ${where} AND ${considered})`]
  if (unexpected.by !== 'condition') return counted
  return [...counted, sql`count(*) FILTER (WHERE ${where} AND ${considered} AND ${unexpected.condition})`]
}

export async function rowsOf({ engine, asset }: Reader, statement: Sql): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of rowsOfResult(engine, { result: statement, asset })) rows.push(row as Row)
  return rows
}

/** The rows one by one, for as long as somebody reads. */
export async function* eachRow({ engine, asset }: Reader, statement: Sql): AsyncGenerator<Row> {
  for await (const row of rowsOfResult(engine, { result: statement, asset })) yield row as Row
}
