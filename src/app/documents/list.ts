import { downstreamNames, upstreamNames } from '../../graph/graph.ts'
import type { ListReport } from '../list.ts'

export type ListDocument = ReturnType<typeof listDocument>

/** The document of `list`. */
export function listDocument({ nodes, graph }: ListReport) {
  return {
    assets: nodes.map((node) => ({
      name: node.name,
      kind: node.kind,
      upstream: upstreamNames(graph, node.name),
      downstream: downstreamNames(graph, node.name),
      ...(node.description === undefined ? {} : { description: node.description }),
      tags: node.tags,
      ...(node.group === undefined ? {} : { group: node.group }),
      owners: node.owners,
      ...(node.meta === undefined ? {} : { meta: node.meta }),
      at: node.at,
      partitioned: node.partitioned,
      ...(node.previous && { previous: true as const }),
    })),
  }
}
