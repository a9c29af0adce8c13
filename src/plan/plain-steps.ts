import type { NodeFacts } from '../discover/facts.ts'
import type { Unit } from '../unit.ts'
import type { PlainUnits } from './plain-units.ts'
import type { Plan, PlanStep } from './plan.ts'
import type { UnitsOfNodes } from './units.ts'

interface PlainQuestion {
  /** Upstream first; no check of them blocks, so that this is the order of a plan. */
  readonly facts: readonly NodeFacts[]
  readonly units: UnitsOfNodes
  readonly plain: ReadonlyMap<string, PlainUnits>
  /** That are planned. */
  readonly assets: ReadonlySet<string>
}

/** The plan of all units, made of that of those that are not plain: what is plain is skipped. */
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

function plainStep({ facts, records, places }: PlainUnits, unit: Unit, index: number): PlanStep {
  const place = places[index] as number
  const stored = records.storedAt(place)
  const verdict = { kind: facts.node.kind, action: 'skip', status: 'fresh', causes: none } as const
  return { unit, ...verdict, current: stored, stored, estimateMs: records.numbersAt(place).durationMs }
}

const none: readonly never[] = []
