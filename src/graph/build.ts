import { AssetErrors } from '../errors.ts'
import { type Adjacency, adjacencyOf, neighbours, reversed } from './adjacency.ts'
import { findCycles } from './cycles.ts'
import type { Graph } from './graph.ts'
import { cycleErrors } from './mistakes/cycle.ts'
import { nameErrors } from './mistakes/names.ts'
import { upstreamErrors } from './mistakes/upstream.ts'
import { type Node, namesReadBy } from './node.ts'
import { topologicalOrder } from './order.ts'

export interface BuildOptions {
  /** The name of the index file, as messages give it. */
  readonly entry?: string
}

/**
 * Joins the nodes by the names they read. Linear in nodes and edges.
 *
 * @param nodes in the order of the table of contents, which is the order of everything that is printed.
 * @throws AssetErrors (AssetError where there is one) with all of `ASSET_NAME`, `ASSET_NAME_CASE`, `ASSET_DUPLICATE`,
 * `ASSET_UNKNOWN_UPSTREAM`, `ASSET_CYCLE` at once.
 */
export function buildGraph(nodes: readonly Node[], { entry = 'assets/index.ts' }: BuildOptions = {}): Graph {
  const joined = join(nodes)
  AssetErrors.throwIfAny([
    ...nameErrors(nodes, joined.ids),
    ...upstreamErrors(nodes, { ids: joined.ids, entry }),
    ...(joined.order === undefined ? cycleErrors(nodes, findCycles(joined.down)) : []),
  ])
  return graphOf(nodes, joined)
}

/** The graph of nodes that had no mistake when it was first built. */
export function rebuildGraph(nodes: readonly Node[]): Graph {
  return graphOf(nodes, join(nodes))
}

interface Joined extends Pick<Graph, 'ids' | 'up' | 'down'> {
  /** Undefined where the graph has a cycle. */
  readonly order: Graph['order'] | undefined
}

function join(nodes: readonly Node[]): Joined {
  const ids = new Map<string, number>()
  nodes.forEach((node, id) => {
    if (!ids.has(node.name)) ids.set(node.name, id)
  })
  const up = readEdges(nodes, ids)
  return { ids, up, down: reversed(up), order: topologicalOrder(up) }
}

function graphOf(nodes: readonly Node[], { ids, order, up, down }: Joined): Graph {
  return Object.freeze({
    nodes,
    ids,
    order: order!,
    up,
    down,
    upstream: (id: number) => neighbours(up, id),
    downstream: (id: number) => neighbours(down, id),
  })
}

/**
 * A pattern may name one asset twice (`{ a, a: again }`): that is two inputs and one edge. Unknown names are reported
 * elsewhere.
 */
function readEdges(nodes: readonly Node[], ids: ReadonlyMap<string, number>): Adjacency {
  const lastReader = new Int32Array(nodes.length).fill(-1)
  return adjacencyOf(nodes.length, (reader, push) => {
    for (const name of namesReadBy(nodes[reader]!)) {
      const id = ids.get(name)
      if (id === undefined || lastReader[id] === reader) continue
      lastReader[id] = reader
      push(id)
    }
  })
}
