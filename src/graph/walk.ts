import { type Adjacency, sizeOf } from './adjacency.ts'
import { type Graph, idOf, namesOf } from './graph.ts'

/** One byte an id: 1 where the id is in the set. */
export type Mask = Uint8Array

/** How many steps away counts: 1 is the direct neighbours, `Infinity` is all. */
export type Depth = number

/**
 * What is reached from `starts` in at least one step and at most `depth`. A start is in it only where another start
 * leads to it. Breadth first over one queue, so that neither the length of a chain nor the number of paths matters.
 */
export function reached(adjacency: Adjacency, starts: Mask, depth: Depth = Number.POSITIVE_INFINITY): Mask {
  const size = sizeOf(adjacency)
  const reached = starts.slice()
  const result = new Uint8Array(size)
  const queue = new Int32Array(size)
  let tail = 0
  for (let id = 0; id < size; id++) if (starts[id] === 1) queue[tail++] = id
  let head = 0
  for (let step = 0; step < depth && head < tail; step++) {
    for (const levelEnd = tail; head < levelEnd; head++) {
      const id = queue[head]!
      for (let edge = adjacency.starts[id]!; edge < adjacency.starts[id + 1]!; edge++) {
        const target = adjacency.targets[edge]!
        result[target] = 1
        if (reached[target] === 1) continue
        reached[target] = 1
        queue[tail++] = target
      }
    }
  }
  return result
}

/**
 * Names of all that the assets are made from, upstream first; without the assets themselves unless one is made from
 * another.
 */
export function ancestors(graph: Graph, names: Iterable<string>, depth?: Depth): string[] {
  return orderedNames(graph, reached(graph.up, maskOf(graph, names), depth))
}

/**
 * Names of all that is made from the assets, upstream first; without the assets themselves unless one is made from
 * another.
 */
export function descendants(graph: Graph, names: Iterable<string>, depth?: Depth): string[] {
  return orderedNames(graph, reached(graph.down, maskOf(graph, names), depth))
}

export function maskOf(graph: Graph, names: Iterable<string>): Mask {
  const mask = new Uint8Array(graph.nodes.length)
  for (const name of names) mask[idOf(graph, name)] = 1
  return mask
}

/** The names in the set, each after all that it reads. */
export function orderedNames(graph: Graph, mask: Mask): string[] {
  return namesOf(
    graph,
    graph.order.filter((id) => mask[id] === 1),
  )
}
