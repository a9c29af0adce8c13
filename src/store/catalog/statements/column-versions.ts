import { sql } from 'kysely'
import type { ColumnSet } from '../../interface.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

export function* columnVersions(sets: readonly ColumnSet[]): Work<readonly (string | undefined)[]> {
  const versions = new Map<string, ReadonlyMap<string, string>>()
  for (const [name, some] of Map.groupBy(sets, nameOf)) {
    const blobs = JSON.stringify([...new Set(some.map(({ blob }) => blob))])
    const rows = yield* all(
      build
        .selectFrom('column_versions')
        .select(['blob', 'version'])
        .where('columns', '=', name)
        .where(sql<boolean>`blob IN (SELECT value FROM json_each(${blobs}))`),
    )
    versions.set(name, new Map(rows.map(({ blob, version }) => [blob, version])))
  }
  return sets.map((set) => versions.get(nameOf(set))?.get(set.blob))
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
