import type { DbtAnswer } from './answer.ts'

/** The relation of each node and source, as compiled statements name it, with its id. */
export function relationsOf({ nodes, sources }: Pick<DbtAnswer, 'nodes' | 'sources'>): ReadonlyMap<string, string> {
  const all = [...nodes, ...sources].filter(({ relation }) => relation !== null)
  return new Map(all.map(({ relation, id }) => [relation as string, id]))
}

/** The last name of a relation: what a statement may call its columns by. */
export const identifierOf = (relation: string): string => namesOf(relation).at(-1) ?? relation

/** The schema of a relation; DuckDB's own where it says none. */
export const schemaOf = (relation: string): string => namesOf(relation).at(-2) ?? 'main'

const namesOf = (relation: string): readonly string[] =>
  (relation.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  )
