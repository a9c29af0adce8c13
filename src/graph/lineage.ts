import type { Status } from '../causes.ts'
import type { Exposure } from '../define/declaration/place.ts'
import type { Graph } from './graph.ts'
import type { Node } from './node.ts'
import { type Depth, type Mask, maskOf, reached } from './walk.ts'

/**
 * A part of the graph as `assets lineage --json` prints it. Nodes come upstream first, edges by their reader and its
 * parameters.
 */
export interface Lineage {
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly LineageEdge[]
}
export interface LineageNode {
  /** The name of an exposure is `exposure:weekly_report`, the word that selects what it reads. */
  readonly name: string
  readonly kind: Node['kind'] | 'exposure'
  readonly exposure?: Exposure
  /**
   * It reads its own last version, or a partition of time reads the one before. The graph has no edge for that, so the
   * node says it.
   */
  readonly previous?: true
  readonly status?: Status
}
export interface LineageEdge {
  readonly from: string
  readonly to: string
  /**
   * As the first parameter of `to` names it: `crm.customers` for `({ crm: { customers } })`; of an exposure what it
   * reads.
   */
  readonly parameter: string
}

export interface LineageRequest {
  readonly names: Iterable<string>
  /** How many steps to go up from the names, and down. Default: the names alone, with the exposures that read them. */
  readonly upstream?: Depth
  readonly downstream?: Depth
  readonly status?: (name: string) => Status | undefined
}

/** The names, what lies around them, and every edge between two of these. */
export function lineage(graph: Graph, { names, upstream = 0, downstream, status }: LineageRequest): Lineage {
  const start = maskOf(graph, names)
  const above = reached(graph.up, start, upstream)
  const below = reached(graph.down, start, downstream ?? 0)
  const inside = start.map((bit, id) => bit | above[id]! | below[id]!)
  const ids = Array.from(graph.order.filter((id) => inside[id] === 1))
  const used = downstream === 0 ? nobody : usesOf(exposed(graph, start, downstream))
  return {
    nodes: [...ids.map((id) => lineageNode(graph.nodes[id]!, status)), ...used.nodes],
    edges: [
      ...ids.flatMap((id) =>
        Array.from(
          graph.upstream(id).filter((node) => inside[node] === 1),
          (node) => edge(graph.nodes[node]!.name, graph.nodes[id]!.name),
        ),
      ),
      ...used.edges,
    ],
  }
}

const edge = (from: string, to: string): LineageEdge => ({ from, to, parameter: from })

const nobody: Lineage = { nodes: [], edges: [] }

/**
 * The nodes below which exposures are shown: an exposure is one step below what it reads, and `downstream` counts it.
 */
function exposed(graph: Graph, start: Mask, downstream = 1): readonly Node[] {
  const below = reached(graph.down, start, downstream - 1)
  return Array.from(graph.order.filter((id) => start[id] === 1 || below[id] === 1)).map((id) => graph.nodes[id]!)
}

/** The exposures that read these, each once. */
function usesOf(nodes: readonly Node[]): Lineage {
  const uses = nodes.flatMap(({ name, exposures = [] }) => exposures.map((exposure) => ({ name, exposure })))
  const byName = new Map(uses.map(({ exposure }) => [nameOfUse(exposure), exposure]))
  return {
    nodes: [...byName].map(([name, exposure]) => ({ name, kind: 'exposure', exposure })),
    edges: uses.map(({ name, exposure }) => edge(name, nameOfUse(exposure))),
  }
}

/** The word that selects what it reads. It cannot be the name of an asset, which has no colon. */
const nameOfUse = ({ name }: Exposure): string => `exposure:${name}`

function lineageNode({ name, kind, previous }: Node, status: LineageRequest['status']): LineageNode {
  const state = status?.(name)
  return { name, kind, ...(previous && { previous }), ...(state === undefined ? {} : { status: state }) }
}
