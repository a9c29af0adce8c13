import type { ColumnSet } from '../interface.ts'
import type { Connection } from './connection.ts'
import { build, first, run } from './tables.ts'

export function columnVersions(connection: Connection, wanted: readonly ColumnSet[]): readonly (string | undefined)[] {
  return wanted.map((set) => {
    const query = build
      .selectFrom('column_versions')
      .select('version')
      .where('blob', '=', set.blob)
      .where('columns', '=', JSON.stringify(set.columns))
    return first(connection, query)?.version
  })
}

/** Call it inside a write transaction. */
export function rememberColumnVersion(connection: Connection, set: ColumnSet, version: string): void {
  const values = { blob: set.blob, columns: JSON.stringify(set.columns), version }
  const query = build
    .insertInto('column_versions')
    .values(values)
    .onConflict((conflict) => conflict.columns(['blob', 'columns']).doUpdateSet({ version }))
  run(connection, query)
}
