/**
 * How long a graph of 100,000 nodes and 300,000 edges takes to build and order, in ms and as a multiple of `JSON.parse` of the same
 * edge list in the same process, which is comparable between machines. Run it with `node bench/graph.ts`.
 */
import { buildGraph } from '../src/graph/build.ts'
import type { Node } from '../src/graph/node.ts'

const nodeCount = 100_000
const edgesPerNode = 3
const rounds = 7

/** Reads near and far, without Math.random: every run measures the same graph. */
function upstreamOf(id: number): readonly string[] {
  if (id < edgesPerNode) return []
  return [id - 1, Math.floor(id / 2), (id * 7919) % (id - 1)].map((read) => `group_${read % 100}.asset_${read}`)
}

const nodes: readonly Node[] = Array.from({ length: nodeCount }, (_, id) => ({
  name: `group_${id % 100}.asset_${id}`,
  kind: 'asset',
  upstream: upstreamOf(id),
  resources: [],
  at: `assets/group_${id % 100}.ts:${id}`,
  tags: [],
  owners: [],
  partitioned: false,
}))
const edgeList = JSON.stringify(nodes.flatMap(({ name, upstream }) => upstream.map((read) => [read, name])))

function bestOf(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    work()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const baselineMs = bestOf(() => JSON.parse(edgeList))
const buildMs = bestOf(() => buildGraph(nodes))
const graph = buildGraph(nodes)
console.log(`${graph.nodes.length} nodes, ${graph.up.targets.length} edges, best of ${rounds}`)
console.log(`JSON.parse of the edge list  ${baselineMs.toFixed(0)} ms`)
console.log(
  `buildGraph, order included   ${buildMs.toFixed(0)} ms  (${(buildMs / baselineMs).toFixed(2)} times the baseline)`,
)
