import type { DbtAnswer } from './answer.ts'

/** The relation of each node and source, as compiled statements name it, with its id. */
export function relationsOf({ nodes, sources }: Pick<DbtAnswer, 'nodes' | 'sources'>): ReadonlyMap<string, string> {
  const all = [...nodes, ...sources].filter(({ relation }) => relation !== null)
  return new Map(all.map(({ relation, id }) => [relation as string, id]))
}

/**
 * Some of the relations by their names without the database, which a `ref` of the project's own may leave out. Two that
 * differ in their database alone have no such name.
 *
 * @param ids The relations that a node reads: for others such a name may be a table's and a column's.
 */
export function withoutDatabases(
  relations: ReadonlyMap<string, string | null>,
  ids: readonly string[],
): ReadonlyMap<string, string> {
  const distinct = new Map(ids.map((id) => [relations.get(id), id])).values()
  const named = [...distinct].flatMap((id) => {
    const [, ...names] = relations.get(id)?.match(eachName) ?? []
    return names.length === 2 ? [{ id, name: names.join('.') }] : []
  })
  const groups = Map.groupBy(named, ({ name }) => name)
  return new Map([...groups].flatMap(([name, [first, second]]) => (first && !second ? [[name, first.id]] : [])))
}

/** The last name of a relation: what a statement may call its columns by. */
export const identifierOf = (relation: string): string => namesOf(relation).at(-1) ?? relation

/** The schema of a relation; DuckDB's own where it says none. */
export const schemaOf = (relation: string): string => namesOf(relation).at(-2) ?? 'main'

const namesOf = (relation: string): readonly string[] =>
  (relation.match(eachName) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  )

const eachName = /"(?:[^"]|"")*"|[^."]+/g
