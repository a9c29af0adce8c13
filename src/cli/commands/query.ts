import { text as textOf } from 'node:stream/consumers'
import type { QueryRequest } from '../../app/query.ts'
import type { Answer, CommandContext } from '../command.ts'
import { isStreamed, type RowFormat } from '../row-formats.ts'
import { writeRows } from '../write-rows.ts'

export interface QueryFlags extends Pick<QueryRequest, 'partitions'> {
  /** `-` reads it from stdin. */
  readonly sql: string
  readonly format: RowFormat
  readonly limit?: number
  /** Any file of the machine may be read. */
  readonly allowFiles?: boolean
}

/** Rows of a table, a document or a page that a person reads; a file gets all there are. */
const defaultLimit = 1000

export async function query(context: CommandContext, flags: QueryFlags): Promise<Answer> {
  const { sql, format, limit, partitions, allowFiles = false } = flags
  const { calls, io, output } = context
  const statement = sql === '-' ? await textOf(io.stdin) : sql
  const whole = !output.json && isStreamed(format)
  const request = { command: 'query', format, limit: limit ?? (whole ? undefined : defaultLimit) }
  return await calls.query(
    { sql: statement, allowFiles, ...(partitions === undefined ? {} : { partitions }) },
    (reading) => writeRows(context, reading, request),
  )
}
