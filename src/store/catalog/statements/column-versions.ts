import type { ColumnSet } from '../../interface.ts'
import { build } from './tables.ts'
import { changes, first, type Work } from './work.ts'

export function* columnVersions(sets: readonly ColumnSet[]): Work<readonly (string | undefined)[]> {
  const versions: (string | undefined)[] = []
  for (const set of sets) {
    const query = build
      .selectFrom('column_versions')
      .select('version')
      .where('blob', '=', set.blob)
      .where('columns', '=', nameOf(set))
    versions.push((yield* first(query))?.version)
  }
  return versions
}

/** The columns stand alone in catalogs of 0.1.0; a scheme stands before them. */
function nameOf({ scheme, columns }: ColumnSet): string {
  const names = JSON.stringify(columns)
  return scheme === undefined ? names : `${scheme} ${names}`
}

export function* rememberColumnVersion(set: ColumnSet, version: string): Work<void> {
  const values = { blob: set.blob, columns: nameOf(set), version }
  const query = build
    .insertInto('column_versions')
    .values(values)
    .onConflict((conflict) => conflict.columns(['blob', 'columns']).doUpdateSet({ version }))
  yield* changes(query)
}
