import { sql } from 'kysely'
import type { ColumnSet } from '../../interface.ts'
import { build } from './tables.ts'
import { changes, first, type Work } from './work.ts'

export function* columnVersions(sets: readonly ColumnSet[]): Work<readonly (string | undefined)[]> {
  const versions: (string | undefined)[] = Array.from({ length: sets.length })
  for (const [name, places] of placesByName(sets)) {
    const blobs = JSON.stringify(places.map((place) => (sets[place] as ColumnSet).blob))
    // One text for all, as of very many rows each would be an object.
    const row = yield* first(
      build
        .selectFrom(sql<{ readonly value: string; readonly key: number }>`json_each(${blobs})`.as('wanted'))
        .leftJoin('column_versions', (join) =>
          join.onRef('column_versions.blob', '=', 'wanted.value').on('column_versions.columns', '=', name),
        )
        .select(sql<string | null>`json_group_array(column_versions.version)`.as('versions')),
    )
    const answers = JSON.parse(row?.versions ?? '[]') as readonly (string | null)[]
    for (const [index, place] of places.entries()) versions[place] = answers[index] ?? undefined
  }
  return versions
}

/** Very many sets mostly have one list of columns. */
function placesByName(sets: readonly ColumnSet[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  let last: { readonly set: ColumnSet; readonly own: number[] } | undefined
  for (const [place, set] of sets.entries()) {
    if (last === undefined || last.set.columns !== set.columns || last.set.scheme !== set.scheme) {
      const name = nameOf(set)
      last = { set, own: places.get(name) ?? [] }
      places.set(name, last.own)
    }
    last.own.push(place)
  }
  return places
}

/** Catalogs of 0.1.0 have the columns alone; a scheme stands before them. */
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
