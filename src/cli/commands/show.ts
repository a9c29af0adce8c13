import type { RowsRequest } from '../../app/show.ts'
import { AssetError } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderSchema } from '../render/rows/rows.ts'
import { isStreamed, type RowFormat } from '../row-formats.ts'
import { writeRows } from '../write-rows.ts'

export interface ShowFlags extends Omit<RowsRequest, 'limit'> {
  readonly format: RowFormat
  readonly limit?: number
  readonly schema?: boolean
  readonly path?: boolean
}

/** A screen of rows for a person, more for a program that takes one document; a file gets all there are. */
function defaultLimit(format: RowFormat, json: boolean): number | undefined {
  if (json || format === 'json') return 1000
  return isStreamed(format) ? undefined : 20
}

export async function show(context: CommandContext, flags: ShowFlags): Promise<Answer> {
  const { calls, output } = context
  if (flags.schema || flags.path) {
    const table = await calls.describe(flags)
    if (flags.path && table.path.length === 0) throw withoutFile(flags.asset)
    const text = () => (flags.path ? [table.path].flat().join('\n') : renderSchema(table.columns, output.style))
    return { document: () => table, text }
  }
  const limit = flags.limit ?? defaultLimit(flags.format, output.json)
  const request = { command: 'show', format: flags.format, limit }
  return await calls.rows({ ...flags, limit }, (reading) => writeRows(context, reading, request))
}

function withoutFile(asset: string): AssetError {
  return new AssetError({
    code: 'CLI_USAGE',
    message: `${asset} is a view, whose rows are in no file`,
    fix: `assets export ${asset} ${asset}.parquet`,
  })
}
