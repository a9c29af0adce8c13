import type { DbtAnswer } from './answer.ts'

/** The relation of each node and source, as compiled statements name it, with its id. */
export function relationsOf({ nodes, sources }: Pick<DbtAnswer, 'nodes' | 'sources'>): ReadonlyMap<string, string> {
  const all = [...nodes, ...sources].filter(({ relation }) => relation !== null)
  return new Map(all.map(({ relation, id }) => [relation as string, id]))
}

/** The last name of a relation: what a statement may call its columns by. */
export function identifierOf(relation: string): string {
  const [quoted] = /"(?:[^"]|"")*"$|[^."]+$/.exec(relation) ?? [relation]
  return quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted
}
