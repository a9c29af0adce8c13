import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build.ts'
import { drawDot, drawMermaid, drawTree } from '../../src/graph/draw.ts'
import { lineage } from '../../src/graph/lineage.ts'
import { acyclicGraph, names, node } from './nodes.ts'

const graph = buildGraph([
  node('raw_documents', [], { kind: 'source' }),
  node('chunked_documents', ['raw_documents']),
  node('no_empty_chunks', ['chunked_documents'], { kind: 'check' }),
  node('embedded_documents', ['chunked_documents']),
  node('crm.customers', [], { kind: 'source' }),
  node('report', ['embedded_documents', 'crm.customers', 'raw_documents', 'chunked_documents']),
])
const whole = lineage(graph, { names: graph.ids.keys() })

describe('lineage', () => {
  test('is the selected nodes and the edges between them', () => {
    expect(lineage(graph, { names: ['report', 'raw_documents', 'embedded_documents'] })).toEqual({
      nodes: [
        { name: 'raw_documents', kind: 'source' },
        { name: 'embedded_documents', kind: 'asset' },
        { name: 'report', kind: 'asset' },
      ],
      edges: [
        { from: 'embedded_documents', to: 'report', parameter: 'embedded_documents' },
        { from: 'raw_documents', to: 'report', parameter: 'raw_documents' },
      ],
    })
  })

  test('has the exposures that read what is selected, no further down than it goes', () => {
    const report = { name: 'weekly', type: 'dashboard', owner: 'Ada', url: 'https://example.com/weekly' }
    const used = buildGraph([
      node('orders', [], { exposures: [{ name: 'book', type: 'notebook' }] }),
      node('sums', ['orders'], { exposures: [report] }),
      node('totals', ['sums'], { exposures: [report] }),
    ])
    const uses = (downstream?: number) =>
      lineage(used, { names: ['orders'], ...(downstream === undefined ? {} : { downstream }) }).nodes.flatMap(
        ({ name, kind }) => (kind === 'exposure' ? [name] : []),
      )
    expect([uses(), uses(0), uses(1), uses(2)]).toEqual([
      ['exposure:book'],
      [],
      ['exposure:book'],
      ['exposure:book', 'exposure:weekly'],
    ])
    const { nodes, edges } = lineage(used, { names: used.ids.keys() })
    expect(nodes.at(-1)).toEqual({ name: 'exposure:weekly', kind: 'exposure', exposure: report })
    expect(edges.slice(-2)).toEqual([
      { from: 'sums', to: 'exposure:weekly', parameter: 'sums' },
      { from: 'totals', to: 'exposure:weekly', parameter: 'totals' },
    ])
    expect(drawTree(lineage(used, { names: ['sums'] }))).toBe(
      'exposure:weekly (dashboard, Ada, https://example.com/weekly)\n└── sums',
    )
    expect(drawMermaid(lineage(used, { names: ['orders'] }))).toContain('n1(["exposure:book (notebook)"])')
    expect(drawDot(lineage(used, { names: ['orders'] }))).toContain('"exposure:book" [shape=note')
  })

  test('goes up and down as far as it is asked to', () => {
    const around = (upstream: number, downstream: number) =>
      lineage(graph, { names: ['chunked_documents'], upstream, downstream }).nodes.map(({ name }) => name)
    expect(around(0, 0)).toEqual(['chunked_documents'])
    expect(around(1, 0)).toEqual(['raw_documents', 'chunked_documents'])
    expect(around(0, 1)).toEqual(['chunked_documents', 'no_empty_chunks', 'embedded_documents', 'report'])
    expect(around(Infinity, Infinity)).toHaveLength(5)
  })

  test('carries the status where it is known', () => {
    const status = (name: string) => (name === 'report' ? ('stale' as const) : undefined)
    expect(lineage(graph, { names: ['report', 'crm.customers'], status }).nodes).toEqual([
      { name: 'crm.customers', kind: 'source' },
      { name: 'report', kind: 'asset', status: 'stale' },
    ])
  })
})

describe('the tree', () => {
  test('shows below each asset what it reads, and writes no part out twice', () => {
    expect(drawTree(whole)).toBe(
      `
no_empty_chunks (check)
└── chunked_documents
    └── raw_documents (source)
report
├── embedded_documents
│   └── chunked_documents (*)
├── crm.customers (source)
├── raw_documents (source)
└── chunked_documents (*)`.trim(),
    )
  })

  test('can go the other way, in ASCII, with other labels', () => {
    expect(drawTree(whole, { direction: 'downstream', ascii: true, label: ({ name }) => name.toUpperCase() })).toBe(
      `
RAW_DOCUMENTS
|-- CHUNKED_DOCUMENTS
|   |-- NO_EMPTY_CHUNKS
|   |-- EMBEDDED_DOCUMENTS
|   |   \`-- REPORT
|   \`-- REPORT
\`-- REPORT
CRM.CUSTOMERS
\`-- REPORT`.trim(),
    )
  })

  test('says that it goes on where it is cut', () => {
    expect(drawTree(lineage(graph, { names: ['report'], upstream: Infinity }), { maxDepth: 1 })).toBe(
      `
report
├── embedded_documents
│   └── …
├── crm.customers (source)
├── raw_documents (source)
└── chunked_documents
    └── …`.trim(),
    )
  })

  test('of nothing is nothing', () => {
    expect(drawTree({ nodes: [], edges: [] })).toBe('')
  })

  test('of a chain of 20,000 stays readable', () => {
    const chain = names(20_000).map((name, index) => node(name, index === 0 ? [] : [`n${index - 1}`]))
    const drawn = drawTree(lineage(buildGraph(chain), { names: ['n19999'], upstream: Infinity }))
    expect(drawn.split('\n')).toHaveLength(102)
  })

  test('has every asset, and no more lines than edges and tops', () => {
    fc.assert(
      fc.property(acyclicGraph, fc.constantFrom('upstream' as const, 'downstream' as const), (nodes, direction) => {
        const drawn = lineage(buildGraph(nodes), { names: nodes.map(({ name }) => name) })
        const lines = drawTree(drawn, { direction }).split('\n')
        const seen = new Set(lines.map((line) => /n\d+/.exec(line)![0]))
        expect([...seen].toSorted()).toEqual(nodes.map(({ name }) => name).toSorted())
        expect(lines.length).toBeLessThanOrEqual(drawn.edges.length + nodes.length)
      }),
    )
  })
})

const part = lineage(graph, {
  names: ['no_empty_chunks'],
  upstream: Infinity,
  status: (name) => (name === 'chunked_documents' ? 'stale' : 'fresh'),
})

test('Mermaid', () => {
  expect(drawMermaid(part)).toBe(
    `
flowchart LR
  n0[("raw_documents (source, fresh)")]
  n1["chunked_documents (stale)"]
  n2{{"no_empty_chunks (check, fresh)"}}
  n0 --> n1
  n1 -.-> n2`.trim(),
  )
})

test('Graphviz', () => {
  expect(drawDot(part)).toBe(
    `
digraph assets {
  rankdir=LR
  "raw_documents" [shape=cylinder, label="raw_documents (source, fresh)"]
  "chunked_documents" [shape=box, label="chunked_documents (stale)"]
  "no_empty_chunks" [shape=hexagon, label="no_empty_chunks (check, fresh)"]
  "raw_documents" -> "chunked_documents"
  "chunked_documents" -> "no_empty_chunks" [style=dotted]
}`.trim(),
  )
})

test('a name cannot break out of its quotes', () => {
  const hostile = { nodes: [{ name: '$$a"]\\\n<b>#`', kind: 'asset' as const }], edges: [] }
  expect(drawMermaid(hostile)).toBe('flowchart LR\n  n0["#36;#36;a#34;]#92; #60;b#62;#35;#96;"]')
  expect(drawDot(hostile)).toContain('  "$$a\\"]\\\\\\n<b>#`" [shape=box')
})
