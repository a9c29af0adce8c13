import type { ColumnSet } from '../interface.ts'
import type { Connection } from './connection.ts'
import { build, first, run } from './tables.ts'

export function columnVersions(connection: Connection, wanted: readonly ColumnSet[]): readonly (string | undefined)[] {
  return wanted.map((set) => {
    const query = build
      .selectFrom('column_versions')
      .select('version')
      .where('blob', '=', set.blob)
      .where('columns', '=', nameOf(set))
    return first(connection, query)?.version
  })
}

/** The columns stand alone in catalogs of 0.1.0; a scheme stands before them. */
function nameOf({ scheme, columns }: ColumnSet): string {
  const names = JSON.stringify(columns)
  return scheme === undefined ? names : `${scheme} ${names}`
}

/** Call it inside a write transaction. */
export function rememberColumnVersion(connection: Connection, set: ColumnSet, version: string): void {
  const values = { blob: set.blob, columns: nameOf(set), version }
  const query = build
    .insertInto('column_versions')
    .values(values)
    .onConflict((conflict) => conflict.columns(['blob', 'columns']).doUpdateSet({ version }))
  run(connection, query)
}
