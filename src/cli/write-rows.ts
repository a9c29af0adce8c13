import type { Reading } from '../app/rows/read-rows.ts'
import type { Row } from '../app/rows/result-columns.ts'
import { csvLine, jsonLine } from '../app/rows/row-lines.ts'
import { exitCodes } from '../errors.ts'
import { jsonRow } from '../util/safe-json.ts'
import { unreachable } from '../util/unreachable.ts'
import type { Answer, CommandContext } from './command.ts'
import { envelope, type Output } from './output.ts'
import { renderMarkdown, renderTable } from './render/rows/rows.ts'
import { isStreamed, type RowFormat, type StreamedFormat } from './row-formats.ts'

export interface RowsFormat {
  readonly command: string
  readonly format: RowFormat
  /** Undefined where all rows are wanted. */
  readonly limit: number | undefined
}

/**
 * Writes the rows in the form that was asked for. `csv` and `jsonl` go out piece by piece, so that a table of any size
 * can be written; the others are made of a whole and have a limit.
 */
export async function writeRows({ output }: CommandContext, reading: Reading, request: RowsFormat): Promise<Answer> {
  const { format } = request
  if (!output.json && isStreamed(format)) return stream(output, reading, { ...request, format })
  const { rows, truncated } = await take(reading, request.limit)
  const { columns } = reading
  if (truncated && !output.json && format !== 'json')
    output.note(`there are more than ${rows.length} rows: --limit <n>`)
  const document = () => ({ columns, rows: rows.map(jsonRow), truncated })
  return { document, text: () => text(), machine: format === 'json' }

  function text(): string {
    switch (format) {
      case 'table':
        if (columns.length === 0) return '(no rows)'
        return rows.length === 0
          ? `${renderTable(columns, rows, output.style)}\n(no rows)`
          : renderTable(columns, rows, output.style)
      case 'md':
        return renderMarkdown(columns, rows)
      case 'json':
        return JSON.stringify({ ...envelope(request.command, exitCodes.ok), ...document() })
      case 'csv':
      case 'jsonl':
        return ''
      default:
        return unreachable(format)
    }
  }
}

async function stream(
  output: Output,
  { columns, rows }: Reading,
  request: RowsFormat & { format: StreamedFormat },
): Promise<Answer> {
  const names = columns.map(({ name }) => name)
  if (request.format === 'csv') await output.machine(csvLine(names))
  const line = request.format === 'csv' ? (row: Row) => csvLine(names.map((name) => row[name])) : jsonLine
  let remaining = request.limit ?? Number.POSITIVE_INFINITY
  for await (const chunk of rows) {
    const part = chunk.slice(0, remaining)
    remaining -= part.length
    await output.machine(part.map(line).join('\n'))
    if (remaining <= 0) break
  }
  return { document: () => ({}), text: () => '' }
}

async function take({ rows }: Reading, limit = Number.POSITIVE_INFINITY) {
  const collected: Row[] = []
  for await (const chunk of rows) {
    for (const row of chunk) collected.push(row)
    if (collected.length > limit) break
  }
  const truncated = collected.length > limit
  return { rows: truncated ? collected.slice(0, limit) : collected, truncated }
}
