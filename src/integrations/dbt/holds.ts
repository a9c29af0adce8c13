import type { ForeignFacts } from '../../index.ts'
import type { DbtAnswer, DbtNode } from './answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { isInlined, nameOfNode } from './graph-names.ts'
import { nameOfRows } from './made-by-dbt/external-rows.ts'
import { isExternal } from './made-by-dbt/reasons.ts'

/**
 * What a test holds back where it fails, as in dbt's `build`: whatever comes after all that the test refers to, and
 * nothing that comes after some of it alone.
 */
export function holdsOf(project: DbtProject, test: DbtNode): Pick<ForeignFacts, 'judged' | 'holds'> {
  const { answer, reads } = project
  const byId = new Map(answer.nodes.map((node) => [node.id, node]))
  // What is written into its readers is no table, so that the graph does not know who comes after it.
  if (!test.depends.some((id) => byId.get(id) !== undefined && isInlined(byId.get(id) as DbtNode)))
    return reads(test).length > 1 ? { holds: 'after-all' } : {}
  const [first = new Set<string>(), ...others] = test.depends.map((id) => below(answer, id))
  const after = others.reduce((all, one) => all.intersection(one), first)
  const nearest = answer.nodes.filter(
    (node) => after.has(node.id) && !isInlined(node) && !reads(node).some((id) => after.has(id)),
  )
  const names = nearest.map((node) => (isExternal(node) ? nameOfRows(node) : nameOfNode(node)))
  return { judged: [], holds: names.map(project.nameOfMember) }
}

function below({ nodes }: DbtAnswer, id: string): Set<string> {
  const readers = new Map<string, string[]>()
  for (const node of nodes)
    if (node.type !== 'test')
      for (const above of node.depends) readers.set(above, [...(readers.get(above) ?? []), node.id])
  const all = new Set(readers.get(id))
  // The loop also visits the ids that it adds: a `Set` iterates in insertion order.
  for (const one of all) for (const reader of readers.get(one) ?? []) all.add(reader)
  return all
}
