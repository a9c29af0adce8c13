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
  const { byId, readers } = linksOf(answer)
  // What is written into its readers is no table, so that the graph does not know who comes after it.
  if (!test.depends.some((id) => byId.get(id) !== undefined && isInlined(byId.get(id) as DbtNode)))
    return reads(test).length > 1 ? { holds: 'after-all' } : {}
  const [first = new Set<string>(), ...others] = test.depends.map((id) => below(readers, id))
  const after = others.reduce((all, one) => all.intersection(one), first)
  const nearest = answer.nodes.filter(
    (node) => after.has(node.id) && !isInlined(node) && !reads(node).some((id) => after.has(id)),
  )
  const names = nearest.map((node) => (isExternal(node) ? nameOfRows(node) : nameOfNode(node)))
  return { judged: [], holds: names.map(project.nameOfMember) }
}

interface Links {
  readonly byId: ReadonlyMap<string, DbtNode>
  /** By the id of a node: the nodes that depend on it, without tests. */
  readonly readers: ReadonlyMap<string, readonly string[]>
}

/** A project has thousands of tests, and its links are the same for each. */
const links = new WeakMap<DbtAnswer, Links>()

function linksOf(answer: DbtAnswer): Links {
  const before = links.get(answer)
  if (before !== undefined) return before
  const readers = new Map<string, string[]>()
  for (const node of answer.nodes.filter(({ type }) => type !== 'test')) {
    for (const above of node.depends) {
      const others = readers.get(above)
      if (others === undefined) readers.set(above, [node.id])
      else others.push(node.id)
    }
  }
  const all = { byId: new Map(answer.nodes.map((node) => [node.id, node])), readers }
  links.set(answer, all)
  return all
}

function below(readers: Links['readers'], id: string): Set<string> {
  const all = new Set(readers.get(id))
  // The loop also visits the ids that it adds: a `Set` iterates in insertion order.
  for (const one of all) for (const reader of readers.get(one) ?? []) all.add(reader)
  return all
}
