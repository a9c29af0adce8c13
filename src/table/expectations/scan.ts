import { type Sql, sql, sqlParts } from '../../define/sql.ts'
import type { Engine } from '../engine/open.ts'
import { rowsOfResult } from '../write/rows-of-result.ts'
import type { Question, Subject } from './question.ts'
import { joined, overRows } from './value.ts'

export type Row = Readonly<Record<string, unknown>>

/** An expectation with its questions. */
export interface ItemQuestion {
  readonly subject: Subject
  readonly question: Question
}

export interface Reader {
  readonly engine: Engine
  /** The check's name, for messages. */
  readonly asset: string
}

/** One SELECT over the table with the aggregates of every expectation; returns their values, in order. */
export async function scan(reader: Reader, all: readonly ItemQuestion[]): Promise<readonly (readonly unknown[])[]> {
  const aggregates = all.map(({ subject, question }) => aggregatesOf(subject, question))
  // A question that several expectations share is asked once.
  const distinct = new Map(aggregates.flat().map((one) => [textOf(one), one]))
  const places = new Map([...distinct.keys()].map((text, index) => [text, `a${index}`]))
  const named = [...distinct].map(([text, one]) => sql`${one} AS ${sql.id(places.get(text) as string)}`)
  const list = joined(named, ', ')
  const [first] = all
  if (list === undefined || first === undefined) return aggregates.map(() => [])
  const [row = {}] = await rowsOf(reader, sql`SELECT ${list} FROM ${first.subject.table} AS t`)
  return aggregates.map((own) => own.map((one) => row[places.get(textOf(one)) as string]))
}

const textOf = (one: Sql): string =>
  one[sqlParts]
    .map((part) =>
      part.kind === 'text' ? part.text : part.kind === 'value' ? `${typeof part.value} ${part.value}` : '?',
    )
    .join('\0')

/**
 * The counts of a question: all rows, the rows that are considered, and the unexpected ones where one scan can count
 * them.
 */
function aggregatesOf({ where }: Subject, question: Question): readonly Sql[] {
  if (question.of === 'measure') return question.measures
  const { considered, value, unexpected } = question
  const count = (...conditions: readonly Sql[]) =>
    value === undefined
      ? sql`count(*) ${overRows(where, considered, ...conditions)}`
      : sql`count(${value}) ${overRows(where, ...conditions)}`
  const counted = [sql`count(*) ${overRows(where)}`, count()]
  return unexpected.by === 'condition' ? [...counted, count(unexpected.condition)] : counted
}

export async function rowsOf({ engine, asset }: Reader, statement: Sql): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of rowsOfResult(engine, { result: statement, asset, isTold: true })) rows.push(row as Row)
  return rows
}

/** The rows one by one. */
export async function* eachRow({ engine, asset }: Reader, statement: Sql): AsyncGenerator<Row> {
  for await (const row of rowsOfResult(engine, { result: statement, asset, isTold: true })) yield row as Row
}
