import type { NodeFacts } from '../discover/facts.ts'

/** By asset: the blocking checks that have to pass before it reads its tables. */
export type Gates = ReadonlyMap<string, readonly string[]>

/**
 * A blocking check stands between its tables and everything that reads one of them. What the check itself waits for
 * cannot wait for the check: where a check names a table and another one made from it, the second is held back by the
 * check and not kept from reading.
 */
export function gatesOf(facts: readonly NodeFacts[]): Gates {
  const readers = new Map<string, string[]>()
  const upstream = new Map(facts.map(({ node }) => [node.name, node.upstream]))
  for (const { node } of facts) {
    if (node.kind === 'check') continue
    for (const name of new Set(node.upstream)) {
      const known = readers.get(name)
      if (known === undefined) readers.set(name, [node.name])
      else known.push(node.name)
    }
  }
  const gates = new Map<string, string[]>()
  for (const { node, blocking } of facts) {
    if (node.kind !== 'check' || !blocking) continue
    const tables = new Set(node.upstream)
    // What reads the only table of a check comes after that table, so that the check does not wait for it.
    const awaited = tables.size > 1 ? awaitedBy(node.name, upstream, gates) : undefined
    for (const reader of new Set([...tables].flatMap((name) => readers.get(name) ?? []))) {
      if (!awaited?.has(reader)) gates.set(reader, [...(gates.get(reader) ?? []), node.name])
    }
  }
  return gates
}

function awaitedBy(name: string, upstream: ReadonlyMap<string, readonly string[]>, gates: Gates): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [name]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const above of [...(upstream.get(next) ?? []), ...(gates.get(next) ?? [])]) {
      if (found.has(above)) continue
      found.add(above)
      open.push(above)
    }
  }
  return found
}

/**
 * The same nodes, each after what it reads and after the checks that it waits for; as they were given where that is
 * possible.
 */
export function inGateOrder(facts: readonly NodeFacts[], gates: Gates): readonly NodeFacts[] {
  if (gates.size === 0) return facts
  const byName = new Map(facts.map((each) => [each.node.name, each]))
  const placed = new Set<NodeFacts>()
  const opened = new Set<NodeFacts>()
  for (const root of facts) {
    const stack = [root]
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (opened.has(top)) {
        placed.add(top)
        stack.pop()
        continue
      }
      opened.add(top)
      const above = [...top.node.upstream, ...(gates.get(top.node.name) ?? [])].toReversed()
      for (const name of above) {
        const one = byName.get(name)
        if (one !== undefined && !opened.has(one)) stack.push(one)
      }
    }
  }
  return [...placed]
}
