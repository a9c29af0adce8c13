import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build.ts'
import { downstreamNames, namesOf, upstreamNames } from '../../src/graph/graph.ts'
import { ancestors, descendants } from '../../src/graph/walk.ts'
import { acyclicGraph, mistakesOf, names, node } from './nodes.ts'

const documents = [
  node('raw_documents', [], { kind: 'source' }),
  node('chunked_documents', ['raw_documents']),
  node('embedded_documents', ['chunked_documents']),
  node('report', ['raw_documents', 'embedded_documents']),
]

describe('a graph', () => {
  const graph = buildGraph(documents)

  test('knows what each asset reads, in the order of its parameters, and what reads it', () => {
    expect(upstreamNames(graph, 'report')).toEqual(['raw_documents', 'embedded_documents'])
    expect(downstreamNames(graph, 'raw_documents')).toEqual(['chunked_documents', 'report'])
    expect(downstreamNames(graph, 'report')).toEqual([])
  })

  test('tells ancestors and descendants, as far as they are asked for', () => {
    expect(ancestors(graph, ['report'])).toEqual(['raw_documents', 'chunked_documents', 'embedded_documents'])
    expect(ancestors(graph, ['embedded_documents'], 1)).toEqual(['chunked_documents'])
    expect(descendants(graph, ['raw_documents'], 1)).toEqual(['chunked_documents', 'report'])
    expect(ancestors(graph, ['report'], 0)).toEqual([])
  })

  test('counts a start only where another start leads to it', () => {
    expect(ancestors(graph, ['chunked_documents', 'embedded_documents'])).toEqual([
      'raw_documents',
      'chunked_documents',
    ])
  })

  test('counts an asset that is named twice once', () => {
    const twice = buildGraph([node('a'), node('b', ['a', 'a'])])
    expect(upstreamNames(twice, 'b')).toEqual(['a'])
    expect(downstreamNames(twice, 'a')).toEqual(['b'])
  })
})

describe('the order', () => {
  test('is the order of declaration where that can be run', () => {
    const graph = buildGraph(documents)
    expect(namesOf(graph, graph.order)).toEqual(documents.map(({ name }) => name))
  })

  test('moves an asset up to where it is first needed, and nothing else', () => {
    const graph = buildGraph([node('a'), node('b', ['z']), node('c'), node('z')])
    expect(namesOf(graph, graph.order)).toEqual(['a', 'z', 'b', 'c'])
  })

  test('has every asset once and after all that it reads', () => {
    fc.assert(
      fc.property(acyclicGraph, (nodes) => {
        const graph = buildGraph(nodes)
        const ordered = namesOf(graph, graph.order)
        expect(ordered.toSorted()).toEqual(nodes.map(({ name }) => name).toSorted())
        for (const { name, upstream } of nodes) {
          for (const read of upstream) expect(ordered.indexOf(read)).toBeLessThan(ordered.indexOf(name))
        }
      }),
    )
  })

  test('keeps any order of declaration that can be run', () => {
    fc.assert(
      fc.property(acyclicGraph, (nodes) => {
        const first = buildGraph(nodes)
        const declared = Array.from(first.order, (id) => nodes[id]!)
        expect(Array.from(buildGraph(declared).order)).toEqual(declared.keys().toArray())
      }),
    )
  })
})

describe('a chain of 100,000 assets', () => {
  const chain = names(100_000).map((name, index) => node(name, index === 0 ? [] : [`n${index - 1}`]))

  test('is built, ordered and walked, declared in either direction', () => {
    for (const nodes of [chain, chain.toReversed()]) {
      const graph = buildGraph(nodes)
      expect(namesOf(graph, graph.order.subarray(-1))).toEqual(['n99999'])
      expect(ancestors(graph, ['n99999'])).toHaveLength(99_999)
      expect(descendants(graph, ['n0'], 10)).toHaveLength(10)
    }
  })

  test('that closes to a ring is one cycle, told by its beginning', () => {
    const ring = [node('n0', ['n99999']), ...chain.slice(1)]
    const [mistake, ...others] = mistakesOf(() => buildGraph(ring))
    expect(others).toEqual([])
    expect(mistake!.text).toContain('n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → n8 → n9 → n10 → … 99,989 more … → n0')
  })
})
