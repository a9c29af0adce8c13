import { rm } from 'node:fs/promises'
import { type ParquetFile, parquetRowsOf } from '../../define/foreign/parquet-file.ts'
import { quoteId } from '../../util/sql-text.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { copyToParquet, mostRowsInGroup, readParquet } from '../engine/parquet.ts'
import { execute } from '../sql/statement.ts'
import { writeRows } from '../write/write-rows.ts'
import type { ArrowRows } from './arrow-rows.ts'

export interface ArrowStoring {
  readonly asset: string
  readonly file: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes the rows to a Parquet file with exactly the values that Arrow has: first in a type that JavaScript has, such
 * as text for a decimal, and then, in SQL, in their own type.
 *
 * @throws AssetError `ASSET_VALUE`
 */
export async function storeArrow(
  engine: Engine,
  { rows, interim, exact, stored }: ArrowRows,
  { asset, file, signal }: ArrowStoring,
): Promise<ParquetFile> {
  const first = `${file}.held`
  const fields = parseColumns(stored)
  try {
    await writeRows(engine, { rows, file: first, asset, schemaHint: interim, signal })
    const select = exact.map((expression, at) => `${expression} AS ${quoteId(stored[at]!.name)}`)
    const text = copyToParquet(`SELECT ${select.join(', ')} FROM ${readParquet(first)}`, {
      ...{ file, fields },
      rowGroupSize: mostRowsInGroup,
    })
    await withConnection(engine, (connection) =>
      interruptible(connection, signal, () => execute(connection, { text, parameters: [] })),
    )
  } finally {
    await rm(first, { force: true })
  }
  return parquetRowsOf({ files: [file], untyped: [], columns: stored })
}
