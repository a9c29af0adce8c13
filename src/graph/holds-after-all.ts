import { nodeKinds } from '../define/node-kinds.ts'
import type { Node } from './node.ts'

/**
 * The same nodes, in which checks that hold back what comes after all of their tables say what that is. Of two tables
 * one of which is made from the other, that is whatever reads the second, which is itself held back.
 */
export function withHolds<Each extends Node>(nodes: readonly Each[]): readonly Each[] {
  if (nodes.every(({ holds }) => holds !== 'after-all')) return nodes
  const readers = new Map<string, string[]>()
  const upstreamOf = new Map<string, readonly string[]>()
  for (const { name, kind, upstream } of nodes) {
    // Who reads the rows that fail a check need not come after the tables of the check.
    if (nodeKinds[kind].judges) continue
    upstreamOf.set(name, upstream)
    for (const above of upstream) {
      const others = readers.get(above)
      if (others === undefined) readers.set(above, [name])
      else others.push(name)
    }
  }
  const below = new Map<string, ReadonlySet<string>>()
  const belowOf = (table: string): ReadonlySet<string> => {
    const before = below.get(table)
    if (before !== undefined) return before
    const all = new Set(readers.get(table))
    // The loop also visits the names that it adds: a `Set` iterates in insertion order.
    for (const name of all) for (const reader of readers.get(name) ?? []) all.add(reader)
    below.set(table, all)
    return all
  }
  return nodes.map((node) => {
    if (node.holds !== 'after-all') return node
    const { holds: _, ...rest } = node
    const tables = [...new Set(node.upstream)]
    const last = tables.find((table) => tables.every((other) => other === table || belowOf(other).has(table)))
    if (last !== undefined) return { ...rest, judged: [last] } as Node as Each
    const [first = new Set<string>(), ...others] = tables.map(belowOf)
    const after = others.reduce((all, one) => all.intersection(one), first)
    const nearest = [...after].filter((name) => !upstreamOf.get(name)?.some((above) => after.has(above)))
    return { ...node, judged: [], holds: nearest }
  })
}
