import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { remoteReader } from '../codec/decode/read-table.ts'
import type { Field } from '../codec/types/data-type.ts'
import { duck } from '../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { copyToParquet, mostRowsInGroup } from '../engine/parquet.ts'
import { sqlError } from '../engine/sql-error.ts'
import { expectRows } from '../read/row-count.ts'
import { openNamedTables } from '../sql/named-tables.ts'
import { prepareStatement, type Statement } from '../sql/statement.ts'

export interface Copying {
  readonly fields: readonly Field[]
  readonly signal: AbortSignal | undefined
}

/** The rows of a statement as a Parquet file in DuckDB's temporary folder; the reader removes it. */
export async function copyQuery(engine: Engine, statement: Statement, { fields, signal }: Copying): Promise<string> {
  const remote = remoteReader(engine)
  if (remote !== undefined) return remote.copy(statement, fields)
  const file = join(engine.tempFolder, `${engine.uniqueName('frame')}.parquet`)
  const { parameters, tables } = statement
  const text = copyToParquet(statement.text, { file, fields, rowGroupSize: mostRowsInGroup })
  try {
    await withConnection(engine, (connection) =>
      interruptible(connection, signal, async () => {
        await openNamedTables(engine, tables)
        const copied = await duck.execute_prepared(await prepareStatement(connection, { text, parameters }))
        expectRows(duck.rows_changed(copied), statement)
      }),
    )
    return file
  } catch (error) {
    await rm(file, { force: true })
    throw sqlError(error, { code: 'ASSET_SQL', what: 'reading the rows' })
  }
}
