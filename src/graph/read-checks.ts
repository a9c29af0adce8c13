import { nodeKinds } from '../define/node-kinds.ts'
import type { Node } from './node.ts'

/** The checks whose failing rows something reads: of most projects none. */
export function readChecks(nodes: Iterable<Pick<Node, 'name' | 'kind' | 'upstream'>>): ReadonlySet<string> {
  const all = [...nodes]
  const checks = new Set(all.flatMap(({ name, kind }) => (nodeKinds[kind].judges ? [name] : [])))
  if (checks.size === 0) return checks
  return new Set(all.flatMap(({ upstream }) => upstream.filter((name) => checks.has(name))))
}
