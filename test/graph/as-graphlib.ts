import { Graph as Graphlib, type Label } from '@dagrejs/graphlib'
import { type Graph, namesOf } from '../../src/graph/graph.ts'
import type { Node } from '../../src/graph/node.ts'

/**
 * The graph in the form that other tools take: a node's label is the `Node`, an edge goes from what is read to what
 * reads it and its label has the parameter. graphlib holds an object an edge and searches recursively, so that this is
 * for drawing and for graphs of thousands, not for planning.
 */
export function asGraphlib(graph: Graph): Graphlib<Label, Node, { readonly parameter: string }> {
  const result = new Graphlib<Label, Node, { readonly parameter: string }>()
  for (const node of graph.nodes) result.setNode(node.name, node)
  graph.nodes.forEach((node, id) => {
    for (const upstream of namesOf(graph, graph.upstream(id)))
      result.setEdge(upstream, node.name, { parameter: upstream })
  })
  return result
}
