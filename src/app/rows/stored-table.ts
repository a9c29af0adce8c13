import type { Column } from '../../define/table.ts'
import { type PinnedInput, wholeVersion } from '../../project/pinned-input.ts'
import type { ParquetFiles } from '../../table/engine/parquet.ts'
import type { Session } from '../open/session.ts'
import type { CurrentTable } from '../open/tables.ts'

/** A table at rest with its files, whose bytes are checked. */
export interface OpenedTable {
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  /** Rows. */
  readonly count: number
  readonly sizeBytes: number
  readonly version: string
}

export interface NamedTable extends OpenedTable {
  /** The name in errors: an asset, or one of its partitions. */
  readonly name: string
}

export async function openedTable({ workspace }: Session, table: CurrentTable): Promise<OpenedTable> {
  const [only, ...more] = table.tables
  if (only !== undefined && more.length === 0) {
    const { schema, rows } = only.record
    return { file: await workspace.verifiedFile(only), columns: schema, count: rows, ...factsOf(table) }
  }
  const { tableOfInput } = await import('../../run/input-tables.ts')
  const engine = await workspace.engine()
  const { file, columns, count } = await tableOfInput({ workspace, engine, onRejected: () => undefined }, table)
  return { file, columns, count, ...factsOf(table) }
}

/** What is known of it without a look at its files. */
export function factsOf(table: PinnedInput): Pick<OpenedTable, 'sizeBytes' | 'version'> {
  return {
    sizeBytes: table.tables.reduce((sum, { record }) => sum + record.sizeBytes, 0),
    version: wholeVersion(table).version,
  }
}
