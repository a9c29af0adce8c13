import { alg, Graph as Graphlib } from '@dagrejs/graphlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AssetError, AssetErrors } from '../../src/errors.ts'
import { buildGraph } from '../../src/graph/build.ts'
import { namesOf } from '../../src/graph/graph.ts'
import type { Node } from '../../src/graph/node.ts'
import { ancestors, descendants } from '../../src/graph/walk.ts'
import { asGraphlib } from './as-graphlib.ts'
import { acyclicGraph, anyGraph, node } from './nodes.ts'

/** The same graph made without any of our code, cycles and all. */
function plainGraphlib(nodes: readonly Node[]): Graphlib {
  const result = new Graphlib()
  for (const { name } of nodes) result.setNode(name)
  for (const { name, upstream } of nodes) for (const read of upstream) result.setEdge(read, name)
  return result
}

function cyclesOf(nodes: readonly Node[]): readonly (readonly string[])[] {
  try {
    buildGraph(nodes)
    return []
  } catch (error) {
    const errors = error instanceof AssetErrors ? error.errors : [error as AssetError]
    expect(errors.every(({ code }) => code === 'ASSET_CYCLE')).toBe(true)
    return errors.map(({ facts }) => facts!.path as string[])
  }
}

/** The length of a shortest cycle through any of the members, by asking graphlib for every distance. */
function shortestOf(graph: Graphlib, members: readonly string[]): number {
  const distances = alg.dijkstraAll(graph)
  return Math.min(
    ...members.flatMap((member) =>
      (graph.predecessors(member) ?? []).map((before) => distances[member]![before]!.distance + 1),
    ),
  )
}

describe('graphlib agrees', () => {
  test('on the cycles of any graph: one for each tangle, shortest, and really there', () => {
    fc.assert(
      fc.property(anyGraph, (nodes) => {
        const other = plainGraphlib(nodes)
        const tangles = alg.findCycles(other)
        const cycles = cyclesOf(nodes)
        expect(cycles).toHaveLength(tangles.length)
        for (const [first, ...rest] of cycles) {
          expect(rest.at(-1)).toBe(first)
          const path = [first!, ...rest]
          for (const [index, name] of rest.entries()) expect(other.hasEdge(path[index]!, name)).toBe(true)
          const tangle = tangles.find((members) => members.includes(first!))!
          expect(tangle.toSorted()).toEqual(expect.arrayContaining(rest))
          expect(rest).toHaveLength(shortestOf(other, tangle))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('that a graph without cycles can be ordered, and on what is above and below', () => {
    fc.assert(
      fc.property(acyclicGraph, (nodes) => {
        const graph = buildGraph(nodes)
        const other = asGraphlib(graph)
        expect(alg.isAcyclic(other)).toBe(true)
        expect(namesOf(graph, graph.order).toSorted()).toEqual(alg.topsort(other).toSorted())
        for (const { name } of nodes) {
          const below = alg.preorder(other, [name]).filter((reached) => reached !== name)
          const above = nodes.map((each) => each.name).filter((each) => alg.preorder(other, [each]).includes(name))
          expect(descendants(graph, [name]).toSorted()).toEqual(below.toSorted())
          expect([...ancestors(graph, [name]), name].toSorted()).toEqual(above.toSorted())
        }
      }),
    )
  })

  test('on how far away everything is', () => {
    fc.assert(
      fc.property(acyclicGraph, fc.nat(5), (nodes, depth) => {
        const graph = buildGraph(nodes)
        const other = asGraphlib(graph)
        for (const { name } of nodes) {
          const distances = Object.entries(alg.dijkstra(other, name, () => 1))
          const near = distances.filter(([, { distance }]) => distance > 0 && distance <= depth).map(([each]) => each)
          expect(descendants(graph, [name], depth).toSorted()).toEqual(near.toSorted())
        }
      }),
    )
  })
})

test('the graph as graphlib has it has the nodes, and the parameters on its edges', () => {
  const nodes = [node('crm.customers'), node('constructor', ['crm.customers']), node('report', ['constructor'])]
  const other = asGraphlib(buildGraph(nodes))
  expect(other.nodes().toSorted()).toEqual(['constructor', 'crm.customers', 'report'])
  expect(other.node('report')).toBe(nodes[2])
  expect(other.edge('crm.customers', 'constructor')).toEqual({ parameter: 'crm.customers' })
  expect(other.predecessors('report')).toEqual(['constructor'])
})
