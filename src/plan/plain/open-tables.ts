import { nodeKinds } from '../../define/node-kinds.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import type { Unit } from '../../unit.ts'
import { type UnitsOfNodes, unitFactsOf, unitsRead } from '../units.ts'
import { notPlain, type PlainUnits } from './plain-columns.ts'

export interface OpenTables {
  /** The names of the blocking checks that may hold back what a node reads. */
  checksBefore(facts: NodeFacts): readonly string[]
  /** The tables of those of their units that are not plain. */
  openBefore(facts: NodeFacts): ReadonlySet<Unit>
}

/**
 * The tables that a blocking check may hold back. A check that waits for a node cannot hold it back; it counts all the
 * same, which can only make fewer units plain.
 *
 * @param plain The plain units so far; the caller adds to it.
 */
export function openTables(
  { facts, units }: { readonly facts: readonly NodeFacts[]; readonly units: UnitsOfNodes },
  plain: ReadonlyMap<string, PlainUnits>,
): OpenTables {
  const checks = facts.filter(({ blocking }) => blocking)
  const before = ({ node }: NodeFacts): readonly NodeFacts[] =>
    nodeKinds[node.kind].judges
      ? []
      : checks.filter((check) => check.node.upstream.some((table) => node.upstream.includes(table)))
  const byCheck = new Map<NodeFacts, ReadonlySet<Unit>>()
  const openOf = (check: NodeFacts): ReadonlySet<Unit> => {
    const before = byCheck.get(check)
    if (before !== undefined) return before
    const own = plain.get(check.node.name)
    const open = new Set<Unit>()
    for (const unit of own === undefined ? units.units(check) : notPlain(own))
      for (const table of unitsRead(unitFactsOf(check, unit, units))) open.add(table)
    byCheck.set(check, open)
    return open
  }
  return {
    checksBefore: (node) => before(node).map((check) => check.node.name),
    openBefore: (node) => before(node).reduce((all, check) => all.union(openOf(check)), new Set<Unit>()),
  }
}
