import { nodeKinds } from '../../define/node-kinds.ts'
import { assetOf, type Unit } from '../../unit.ts'
import { type UnitFacts, unitsRead } from '../units.ts'

/** For each unit: the blocking checks that have to pass before it reads its tables. */
export type Gates = ReadonlyMap<Unit, readonly Unit[]>

type Gated = Pick<UnitFacts, 'node' | 'unit' | 'reads' | 'blocking'>

/**
 * A blocking check stands between the tables that it judges and everything that reads one of them. What the check
 * itself waits for cannot wait for the check. Where a check judges a table and another table made from it, the check
 * holds back the second table and does not keep it from reading the first.
 */
export function gatesOf(facts: readonly Gated[]): Gates {
  const before = gatesByFacts.get(facts)
  if (before !== undefined) return before
  const gates = findGates(facts)
  gatesByFacts.set(facts, gates)
  return gates
}

/** Several questions are asked about one world, which may be of very many units. */
const gatesByFacts = new WeakMap<readonly Gated[], Gates>()

function findGates(facts: readonly Gated[]): Gates {
  const gates = new Map<Unit, Unit[]>()
  const checks = facts.filter(({ blocking }) => blocking)
  if (checks.length === 0) return gates
  const readers = new Map<Unit, Unit[]>()
  const upstream = new Map(facts.map((each) => [each.unit, unitsRead(each)]))
  // Of what checks hold back by name.
  const unitsOf = new Map<string, Unit[]>(checks.flatMap((check) => namesHeld(check).map((name) => [name, []])))
  for (const each of facts) {
    if (nodeKinds[each.node.kind].judges) continue
    unitsOf.get(each.node.name)?.push(each.unit)
    for (const table of new Set(unitsRead(each))) {
      const existing = readers.get(table)
      if (existing === undefined) readers.set(table, [each.unit])
      else existing.push(each.unit)
    }
  }
  for (const check of checks) {
    const tables = new Set(tablesJudged(check))
    // What reads the only table of a check comes after that table, so that the check does not wait for it.
    const awaited = new Set(unitsRead(check)).size > 1 ? awaitedBy(check.unit, upstream, gates) : undefined
    const byName = namesHeld(check).flatMap((name) => unitsOf.get(name) ?? [])
    for (const reader of new Set([...[...tables].flatMap((table) => readers.get(table) ?? []), ...byName])) {
      if (!awaited?.has(reader)) gates.set(reader, [...(gates.get(reader) ?? []), check.unit])
    }
  }
  return gates
}

/** The tables that it holds back, with what reads them. */
function tablesJudged(check: Pick<UnitFacts, 'node' | 'reads'>): readonly Unit[] {
  const { judged } = check.node
  return judged === undefined ? unitsRead(check) : unitsRead(check).filter((unit) => judged.includes(assetOf(unit)))
}

const namesHeld = ({ node: { holds } }: Pick<UnitFacts, 'node'>): readonly string[] =>
  holds === undefined || holds === 'after-all' ? [] : holds

/** The blocking checks that may hold each table back, in their order. */
export function checksByTable(checks: readonly UnitFacts[]): Map<Unit, readonly UnitFacts[]> {
  const byTable = new Map<Unit, readonly UnitFacts[]>()
  for (const check of checks) {
    if (!check.blocking) continue
    for (const table of new Set(tablesJudged(check))) byTable.set(table, [...(byTable.get(table) ?? []), check])
  }
  return byTable
}

function awaitedBy(check: Unit, upstream: ReadonlyMap<Unit, readonly Unit[]>, gates: Gates): ReadonlySet<Unit> {
  const units = new Set<Unit>()
  const open = [check]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const above of [...(upstream.get(next) ?? []), ...(gates.get(next) ?? [])]) {
      if (units.has(above)) continue
      units.add(above)
      open.push(above)
    }
  }
  return units
}

/**
 * The same units, each after what it reads and after the checks that it waits for. Otherwise their order stays.
 */
export function inGateOrder(facts: readonly UnitFacts[], gates: Gates): readonly UnitFacts[] {
  if (gates.size === 0) return facts
  const byUnit = new Map(facts.map((each) => [each.unit, each]))
  const placed = new Set<UnitFacts>()
  const opened = new Set<UnitFacts>()
  for (const root of facts) {
    const stack = [root]
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (opened.has(top)) {
        placed.add(top)
        stack.pop()
        continue
      }
      opened.add(top)
      const above = [...unitsRead(top), ...(gates.get(top.unit) ?? [])].toReversed()
      for (const unit of above) {
        const one = byUnit.get(unit)
        if (one !== undefined && !opened.has(one)) stack.push(one)
      }
    }
  }
  return [...placed]
}
