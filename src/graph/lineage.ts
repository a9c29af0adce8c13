import type { Status } from '../causes.ts'
import type { Graph } from './graph.ts'
import type { Node } from './node.ts'
import { type Depth, maskOf, reached } from './walk.ts'

/**
 * A part of the graph as `assets lineage --json` prints it. Nodes come upstream first, edges by their reader and its
 * parameters.
 */
export interface Lineage {
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly LineageEdge[]
}
export interface LineageNode {
  readonly name: string
  readonly kind: Node['kind']
  /** It reads its own last version or, of partitions of time, each the one before: no edge, but said. */
  readonly previous?: true
  readonly status?: Status
}
export interface LineageEdge {
  readonly from: string
  readonly to: string
  /** As the first parameter of `to` names it: `crm.customers` for `({ crm: { customers } })`. */
  readonly parameter: string
}

export interface LineageRequest {
  readonly names: Iterable<string>
  /** How many steps to go up from the names, and down. Default 0: the names alone. */
  readonly upstream?: Depth
  readonly downstream?: Depth
  readonly status?: (name: string) => Status | undefined
}

/** The names, what lies around them, and every edge between two of these. */
export function lineage(graph: Graph, { names, upstream = 0, downstream = 0, status }: LineageRequest): Lineage {
  const start = maskOf(graph, names)
  const above = reached(graph.up, start, upstream)
  const below = reached(graph.down, start, downstream)
  const inside = start.map((bit, id) => bit | above[id]! | below[id]!)
  const ids = Array.from(graph.order.filter((id) => inside[id] === 1))
  return {
    nodes: ids.map((id) => lineageNode(graph.nodes[id]!, status)),
    edges: ids.flatMap((id) =>
      Array.from(
        graph.upstream(id).filter((read) => inside[read] === 1),
        (read) => ({
          from: graph.nodes[read]!.name,
          to: graph.nodes[id]!.name,
          parameter: graph.nodes[read]!.name,
        }),
      ),
    ),
  }
}

function lineageNode({ name, kind, previous }: Node, status: LineageRequest['status']): LineageNode {
  const state = status?.(name)
  return { name, kind, ...(previous && { previous }), ...(state === undefined ? {} : { status: state }) }
}
