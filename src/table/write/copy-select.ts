import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Column } from '../../define/table.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { copyToParquet, mostRowsInGroup } from '../engine/parquet.ts'

export interface CopiedSelect {
  /** The path of the file; absolute. */
  readonly file: string
  /** The columns of the SELECT. */
  readonly columns: readonly Column[]
}

/** Writes the rows of a SELECT without parameters to a Parquet file. */
export async function copySelect(engine: Engine, select: string, { file, columns }: CopiedSelect): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const copy = copyToParquet(select, { file, fields: parseColumns(columns), rowGroupSize: mostRowsInGroup })
  await withConnection(engine, (connection) => duck.query(connection, copy))
}
