import type { Node } from '../node.ts'

/** Without the line; where another tool has the file in a project of its own, its path in there as well. */
export const filesOf = ({ at, labels }: Node): readonly string[] => [
  at.replace(/(:\d+){1,2}$/, ''),
  ...(labels?.path ?? []),
]

/** With and without its ending. */
export const fileNamesOf = (node: Node): readonly string[] =>
  filesOf(node).flatMap((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return [name, name.replace(/\.\w+$/, '')]
  })

/** For `shop.marts.orders`: its name, and each of its namespaces, with its package and without. */
export const fqnsOf = (node: Node): readonly string[] =>
  labels('fqn')(node).flatMap((fqn) => {
    const path = fqn.split('.')
    const from = (start: number) => path.slice(start).map((_, index) => path.slice(start, start + index + 1).join('.'))
    return [...from(0), ...from(1), path.at(-1) as string]
  })

export const labels =
  (name: string) =>
  (node: Node): readonly string[] =>
    node.labels?.[name] ?? []

/** The type that dbt would give to a definition of this framework. */
const ofKind: { readonly [Kind in Node['kind']]: readonly string[] } = {
  asset: ['model'],
  source: ['source'],
  check: ['test'],
  effect: [],
}

export const resourceTypes = (node: Node): readonly string[] => node.labels?.resource_type ?? ofKind[node.kind]

/** A check of this framework counts as a singular test, since it is written by hand. */
export const testTypes = (node: Node): readonly string[] =>
  node.labels?.test_type ?? (resourceTypes(node).includes('test') ? ['singular', 'data'] : [])

/**
 * The names of the source that it is, and of the sources of dbt that it stands for; each with the namespaces that it is
 * in.
 */
export function sourceNames(node: Node): readonly string[] {
  const own = resourceTypes(node).includes('source') ? [node.name] : []
  // A name of dbt with its package is one name: `shop` alone is a source of that name.
  return [...[...own, ...labels('source')(node)].flatMap(withNamespaces), ...labels('source_of_package')(node)]
}

/** `crm.eu.orders`, `crm.eu`, `crm`. */
function withNamespaces(name: string): readonly string[] {
  const path = name.split('.')
  return path.map((_, index) => path.slice(0, path.length - index).join('.'))
}

/** The statuses that a state of dbt means. dbt compares with an earlier run, this framework with its records. */
export const statesOf = {
  modified: ['stale', 'missing'],
  new: ['missing'],
  unmodified: ['fresh', 'pinned'],
} as const
