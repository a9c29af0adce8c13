import type { Node } from '../node.ts'

/** Without the line; where another tool has the file in a project of its own, its path in there as well. */
export const filesOf = ({ at, labels }: Node): readonly string[] => [
  at.replace(/(:\d+){1,2}$/, ''),
  ...(labels?.path ?? []),
]

export const labels =
  (name: string) =>
  (node: Node): readonly string[] =>
    node.labels?.[name] ?? []

/** What dbt would call a definition that is none of dbt's. */
const ofKind: { readonly [Kind in Node['kind']]: readonly string[] } = {
  asset: ['model'],
  source: ['source'],
  check: ['test'],
  effect: [],
}

export const resourceTypes = (node: Node): readonly string[] => node.labels?.resource_type ?? ofKind[node.kind]

/** A check that is none of dbt's is written by hand, as its singular tests are. */
export const testTypes = (node: Node): readonly string[] =>
  node.labels?.test_type ?? (resourceTypes(node).includes('test') ? ['singular', 'data'] : [])

/** Its name and the namespaces that it is in: `crm.eu.orders`, `crm.eu`, `crm`. */
export function sourceNames(node: Node): readonly string[] {
  if (!resourceTypes(node).includes('source')) return []
  const path = node.name.split('.')
  return path.map((_, index) => path.slice(0, path.length - index).join('.'))
}

/** The statuses that are meant by a state of dbt, which compares with an earlier run what is compared with records here. */
export const statesOf = {
  modified: ['stale', 'missing'],
  new: ['missing'],
  unmodified: ['fresh', 'pinned'],
} as const
