import type { Adjacency } from './adjacency.ts'
import type { Node } from './node.ts'

/**
 * The assets, sources and checks of a project and what each reads. A node's id is its place in `nodes`, so that ids are
 * dense integers and every per-node fact is an array. It has no cycle and no unknown name: `buildGraph` refuses both.
 */
export interface Graph {
  /** In the order of the table of contents. */
  readonly nodes: readonly Node[]
  readonly ids: ReadonlyMap<string, number>
  /** Ids, each after all that it reads; where there is a choice, in the order of declaration. */
  readonly order: Int32Array
  readonly up: Adjacency
  readonly down: Adjacency
  /** What `id` reads, in the order of its parameters. A view: do not write to it. */
  upstream(id: number): Int32Array
  /** What reads `id`, in the order of declaration. A view: do not write to it. */
  downstream(id: number): Int32Array
}

/** Names of what the asset reads, each once, in the order of its parameters. */
export function upstreamNames(graph: Graph, name: string): readonly string[] {
  return namesOf(graph, graph.upstream(idOf(graph, name)))
}

/** Names of what reads the asset, in the order of declaration. */
export function downstreamNames(graph: Graph, name: string): readonly string[] {
  return namesOf(graph, graph.downstream(idOf(graph, name)))
}

export function namesOf(graph: Graph, ids: Iterable<number>): string[] {
  return Array.from(ids, (id) => graph.nodes[id]!.name)
}

/** For a name that is known to be in the graph; a name that a user typed goes through `select`. */
export function idOf(graph: Graph, name: string): number {
  const id = graph.ids.get(name)
  if (id === undefined) throw new Error(`no node is named ${JSON.stringify(name)}`)
  return id
}
