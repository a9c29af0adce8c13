import { quoteText } from '../codec/types/data-type.ts'
import { expectRows } from '../read/row-count.ts'
import { duck } from './bindings.ts'
import { type Engine, withConnection } from './open.ts'
import { type ParquetFiles, readParquet } from './parquet.ts'

/** Writes the rows of several stored files, in their order, into one. */
export async function joinParquet(
  engine: Engine,
  files: ParquetFiles,
  { to, rows }: { readonly to: string; readonly rows: number },
): Promise<void> {
  // As in every file of a table: a dictionary would take 0 and -0 for one value.
  const options = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 0'
  await withConnection(engine, async (connection) => {
    const text = `COPY (SELECT * FROM ${readParquet(files)}) TO ${quoteText(to)} (${options})`
    expectRows(duck.rows_changed(await duck.query(connection, text)), { rows })
  })
}
