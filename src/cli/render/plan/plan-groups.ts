import type { PlannedWork, ShownPlan, ShownStep } from '../../../app/documents/plan.ts'
import type { RowForecast } from '../../../app/rows/row-forecast.ts'
import { commonCauses } from '../../../app/words/common-causes.ts'
import { whyOf } from '../../../app/words/why.ts'
import { assetOf, partitionOf, type Unit, unitOf } from '../../../unit.ts'
import { thousands } from '../../../util/text/count.ts'
import { rangesText } from '../../../util/text/key-ranges.ts'

/** One line of a plan: a step, or those of many partitions of which the same is to be done. */
export interface StepGroup extends Omit<ShownStep, 'unit'> {
  /** `clean`, `clean[2026-01-05]` or `clean[2026-01-05..2026-01-09] (5)` */
  readonly name: string
  readonly units: readonly Unit[]
}

/** In the order of the first step of each. */
export function groupSteps({ steps, keys }: ShownPlan): readonly StepGroup[] {
  const groups = Map.groupBy(steps, (step) =>
    partitionOf(step.unit) === ''
      ? step.unit
      : `${assetOf(step.unit)} ${step.action} ${step.causes.length === 0 ? '' : whyOf(commonCauses([step], []))}`,
  )
  return [...groups.values()].map((group) => groupOf(group, keys))
}

function groupOf(group: readonly ShownStep[], keys: ShownPlan['keys']): StepGroup {
  const [first, ...more] = group as readonly [ShownStep, ...ShownStep[]]
  const units = group.map(({ unit }) => unit)
  const { unit, ...step } = first
  if (step.keys) return { ...step, name: `keys of ${unit}`, units }
  if (partitionOf(unit) === '') return { ...step, name: unit, units }
  const asset = assetOf(unit)
  const own = () => units.values().map(partitionOf)
  const order = keys?.get(asset) ?? [...own()]
  const many = more.length > 1 ? ` (${thousands(group.length)})` : ''
  return {
    ...step,
    name: `${unitOf(asset, rangesText(own(), order))}${many}`,
    units,
    causes: commonCauses(group, order),
    current: recordOf(group),
  }
}

function recordOf(group: readonly ShownStep[]): ShownStep['current'] {
  const sum = { rows: 0, durationMs: 0 }
  let isMade = false
  // One after the other: a record of very many partitions is put together where somebody asks for it.
  for (const { current } of group) {
    if (current === undefined) continue
    const { rows, durationMs } = current.record
    sum.rows += rows
    sum.durationMs += durationMs
    isMade = true
  }
  return isMade ? { record: sum } : undefined
}

/** The sum over all partitions of a group; `null` where one of them is known only when its upstream has run. */
export function forecastOf({ units }: StepGroup, { rows }: PlannedWork): RowForecast | null | undefined {
  const forecasts = units.flatMap((unit) => {
    const forecast = rows.get(unit)
    return forecast === undefined ? [] : [forecast]
  })
  if (forecasts.length === 0) return undefined
  if (forecasts.includes(null)) return null
  const all = forecasts as readonly RowForecast[]
  return {
    compute: all.reduce((sum, { compute }) => sum + compute, 0),
    of: all.reduce((sum, { of }) => sum + of, 0),
    ...(all.some(({ atMost }) => atMost) ? { atMost: true as const } : {}),
  }
}
