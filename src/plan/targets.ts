import { type Graph, idOf } from '../graph/graph.ts'
import { ancestors } from '../graph/walk.ts'
import type { World } from './world.ts'

/**
 * The assets of a plan: the targets, what they read, and the checks that can be judged then. A check that names a table
 * which is neither part of the plan nor was ever made is left for the run that makes it.
 */
export function planAssets(
  graph: Graph,
  world: { readonly current: Pick<World['current'], 'has'> },
  request: { readonly targets: readonly string[]; readonly only: boolean },
): ReadonlySet<string> {
  const assets = new Set(request.targets)
  if (!request.only) for (const name of ancestors(graph, request.targets)) assets.add(name)
  const tables = new Set([...assets].filter((name) => graph.nodes[idOf(graph, name)]?.kind !== 'check'))
  for (const node of graph.nodes) {
    if (node.kind !== 'check' || assets.has(node.name)) continue
    const concerned = node.upstream.some((name) => tables.has(name))
    if (concerned && node.upstream.every((name) => tables.has(name) || world.current.has(name))) assets.add(node.name)
  }
  return assets
}
