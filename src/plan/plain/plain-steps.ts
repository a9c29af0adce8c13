import { nodeKinds } from '../../define/node-kinds.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import type { Unit } from '../../unit.ts'
import { type Gates, gatesOf, inGateOrder } from '../checks/gates.ts'
import type { Plan, PlanStep } from '../plan.ts'
import { oneEach, type UnitFacts, type UnitsOfNodes, unitFacts } from '../units.ts'
import type { PlainUnits } from './plain-columns.ts'

interface PlainQuestion {
  /** In the order of `inStepOrder`. */
  readonly facts: readonly NodeFacts[]
  readonly units: UnitsOfNodes
  readonly plain: ReadonlyMap<string, PlainUnits>
  /** The assets that are planned. */
  readonly assets: ReadonlySet<string>
}

/** A plan most of whose steps are plain. */
export interface PlannedApart {
  /** The steps that are not plain, in an order that can be run. */
  readonly steps: readonly PlanStep[]
  /** The plain units by asset, which the plan skips without a cause. */
  readonly plain: ReadonlyMap<string, PlainUnits>
  /** By asset, everything that the world of the plan is without. */
  readonly allPlain: ReadonlyMap<string, PlainUnits>
}

/** Completes the plan of the other units with a skipped step for each plain unit. */
export function withPlainSteps(plan: Plan, { facts, units, plain, assets }: PlainQuestion): Plan {
  const byNode = Map.groupBy(plan.steps, ({ unit }) => unit)
  const steps: PlanStep[] = []
  for (const each of facts) {
    const own = each.node.keys ? undefined : plain.get(each.node.name)
    const isPlanned = own !== undefined && assets.has(each.node.name)
    for (const [index, unit] of units.units(each).entries()) {
      if (isPlanned && own.plain[index] === 1) steps.push(plainStep(own, unit, index))
      else steps.push(...(byNode.get(unit) ?? []).filter(({ keys }) => keys === each.node.keys))
    }
  }
  const keys = new Map(plan.keys)
  for (const [asset, own] of plain) keys.set(asset, own.keys)
  return { ...plan, steps, keys }
}

/**
 * The nodes, each after what it reads and after the checks that it waits for, so that all units of one may stand before
 * those of the next. `undefined` where no such order exists: a check may stand between the units of an asset that reads
 * its partition before, and between the units of a table and of another table made from it that the check judges too.
 */
export function inStepOrder(facts: readonly NodeFacts[]): readonly NodeFacts[] | undefined {
  const checks = facts.filter(({ blocking }) => blocking)
  if (checks.length === 0) return facts
  // The node that stands for the keys of an asset has the asset's name.
  if (facts.some(({ node }) => node.keys)) return undefined
  const nodes = unitFacts(facts, oneEach)
  const gates = gatesOf(nodes)
  const readers = nodes.filter(({ node }) => !nodeKinds[node.kind].judges)
  const reads = ({ name, upstream, previous }: NodeFacts['node'], table: string) =>
    upstream.includes(table) || (previous === true && name === table)
  const isOrdered = checks.every(({ node: { name, upstream } }) =>
    readers.every((one) => !upstream.some((table) => reads(one.node, table)) || isBefore(gates, name, one)),
  )
  if (!isOrdered) return undefined
  const byName = new Map(facts.map((each) => [each.node.name, each]))
  return inGateOrder(nodes, gates).map(({ node }) => byName.get(node.name) as NodeFacts)
}

const isBefore = (gates: Gates, check: string, { unit }: UnitFacts): boolean =>
  (gates.get(unit) ?? []).some((one) => one === check)

function plainStep({ facts, records, places }: PlainUnits, unit: Unit, index: number): PlanStep {
  const place = places[index] as number
  const stored = records.storedAt(place)
  const verdict = { kind: facts.node.kind, action: 'skip', status: 'fresh', causes: none } as const
  return { unit, ...verdict, current: stored, stored, estimateMs: records.numbersAt(place).durationMs }
}

const none: readonly never[] = []
