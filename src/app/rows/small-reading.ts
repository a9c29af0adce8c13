import { parseColumns } from '../../table/codec/types/parse-type.ts'
import { onlyFile } from '../../table/engine/parquet.ts'
import { expectRows } from '../../table/read/row-count.ts'
import { readSmall } from '../../table/small/read-small.ts'
import { smallType } from '../../table/small/small-table.ts'
import type { Reading, TableReading } from './read-rows.ts'
import type { Row } from './result-columns.ts'

/**
 * A part of a table that was written as a small one, with the columns and values that DuckDB gives of it; `undefined`
 * where DuckDB has to read it. To open DuckDB takes longer than the rest of the command.
 */
export function smallReading({ file, schema, columns, count, ...window }: TableReading): Reading | undefined {
  const only = onlyFile(file)
  if (only === undefined || window.where !== undefined) return undefined
  // One column twice has two names in an answer.
  if (new Set(columns).size < (columns?.length ?? 0)) return undefined
  // What is unknown, and what a row lacks, is shown as null.
  const fields = parseColumns(schema).map(({ name, type }) => ({ name, type }))
  const shown = columns?.flatMap((column) => fields.filter(({ name }) => name === column)) ?? fields
  const rows = readSmall(only, shown)
  if (rows === undefined) return undefined
  expectRows(rows.length, { rows: count })
  const { offset, limit = count } = window
  return {
    columns: shown.map((field) => ({ name: field.name, type: smallType(field) as string })),
    rows: inOnePiece(rows.slice(offset, offset + limit) as Row[]),
  }
}

async function* inOnePiece(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows
}
