import { nodeKinds } from '../define/node-kinds.ts'
import type { Graph } from './graph.ts'
import { type Node, namesReadBy } from './node.ts'

/**
 * Some assets and every asset that may change their verdict: their upstream, and the checks over any of these, which
 * may hold them back, with the upstream of the checks. Nothing else can change it.
 */
export function judgedWith(graph: Graph, names: Iterable<string>): ReadonlySet<string> {
  const checks = checksByTable(graph)
  const all = new Set(names)
  // The loop also visits the names that it adds: a `Set` iterates in insertion order.
  for (const name of all) {
    const id = graph.ids.get(name)
    for (const above of id === undefined ? [] : namesReadBy(graph.nodes[id] as Node)) all.add(above)
    for (const check of checks.get(name) ?? []) all.add(check)
  }
  return all
}

function checksByTable({ nodes }: Graph): ReadonlyMap<string, readonly string[]> {
  const checks = new Map<string, string[]>()
  for (const { name, kind, upstream } of nodes) {
    if (!nodeKinds[kind].judges) continue
    for (const table of upstream) checks.set(table, [...(checks.get(table) ?? []), name])
  }
  return checks
}
