import type { Labels } from '../../index.ts'
import type { DbtAnswer, DbtNode } from './answer.ts'
import { nameOfNode, nameOfSource } from './graph-names.ts'

/** What dbt's own selections know its nodes by, for those of the graph; by the names that these have there. */
export function labelsOf({ nodes, unitTests, sources }: DbtAnswer): Readonly<Record<string, Labels>> {
  const all = [
    ...nodes.map((node) => [nameOfNode(node), ofNode(node)] as const),
    ...unitTests.map((test) => [nameOfNode(test), { ...declared(test), test_type: ['unit'] }] as const),
    ...sources.map((one) => [nameOfSource(one), { resource_type: ['source'], path: [one.path] }] as const),
  ]
  return Object.fromEntries(all)
}

const declared = ({ type, path, package: name }: { type: string; path: string; package: string }): Labels => ({
  resource_type: [type],
  path: [path],
  package: [name],
})

function ofNode(node: DbtNode): Labels {
  const { type, path, config } = node
  if (type === 'test') return { ...declared(node), test_type: [path.endsWith('.sql') ? 'singular' : 'generic', 'data'] }
  return { ...declared(node), 'config.materialized': [String(config.materialized)] }
}
