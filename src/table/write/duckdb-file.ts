import { quoteId, quoteText } from '../../util/sql-text.ts'
import { duck } from '../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { readParquet } from '../engine/parquet.ts'

/** A table of a DuckDB database, with the Parquet files of its rows, in order. */
export interface DatabaseTable {
  readonly schema: string
  readonly name: string
  readonly files: readonly string[]
}

interface DatabaseFile {
  /** The file, which does not exist yet. */
  readonly file: string
  readonly tables: readonly DatabaseTable[]
  readonly signal: AbortSignal | undefined
}

/**
 * Writes tables into a new DuckDB database file, in the format that DuckDB 0.10 and newer read. Nobody can open it
 * earlier: it gets its name when it is complete.
 */
export async function writeDuckdbFile(engine: Engine, { file, tables, signal }: DatabaseFile): Promise<void> {
  const database = quoteId(engine.uniqueName('written'))
  await withConnection(engine, async (connection) => {
    const run = (text: string) => interruptible(connection, signal, () => duck.query(connection, text))
    await run(`ATTACH ${quoteText(file)} AS ${database} (STORAGE_VERSION 'v0.10.2')`)
    try {
      for (const schema of new Set(tables.map((table) => table.schema)))
        await run(`CREATE SCHEMA IF NOT EXISTS ${database}.${quoteId(schema)}`)
      for (const { schema, name, files } of tables)
        await run(`CREATE TABLE ${database}.${quoteId(schema)}.${quoteId(name)} AS SELECT * FROM ${readParquet(files)}`)
    } finally {
      await duck.query(connection, `DETACH ${database}`)
    }
  })
}
