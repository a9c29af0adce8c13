import { text as textOf } from 'node:stream/consumers'
import { AssetError } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { readQuery } from '../read-rows.ts'
import { isStreamed, type RowFormat } from '../row-formats.ts'
import { openSession } from '../session.ts'
import { writeRows } from '../write-rows.ts'

export interface QueryFlags {
  /** `-` reads it from stdin. */
  readonly sql: string
  readonly format: RowFormat
  readonly limit?: number
  /** Any file of the machine may be read. */
  readonly allowFiles?: boolean
}

/** Rows of a table, a document or a page that a person reads; a file gets all there are. */
const defaultLimit = 1000

export async function query(
  context: CommandContext,
  { sql, format, limit, allowFiles = false }: QueryFlags,
): Promise<Answer> {
  const statement = sql === '-' ? await textOf(context.io.stdin) : sql
  if (statement.trim() === '') {
    const fix = 'say it as one argument, or - and write it to stdin'
    throw new AssetError({ code: 'CLI_USAGE', message: 'the query is empty', fix })
  }
  await using session = await openSession(context, 'read')
  const whole = !context.output.json && isStreamed(format)
  const wish = { command: 'query', format, limit: limit ?? (whole ? undefined : defaultLimit) }
  return await writeRows(context, await readQuery(session, statement, { allowFiles }), wish)
}
