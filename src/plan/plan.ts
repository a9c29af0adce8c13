import type { Action, Cause, Status } from '../causes.ts'
import type { DefinitionKind } from '../define/definition.ts'
import type { Stored } from '../store/interface.ts'
import type { Assessed, Assessment } from './assess.ts'
import { decide } from './decide.ts'
import type { World } from './world.ts'

/** One row of a plan, in an order that can be run. */
export interface PlanStep {
  readonly asset: string
  readonly kind: DefinitionKind
  readonly action: Action
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly current: Stored | undefined
  /** What it will stand for, where that is known without running it. */
  readonly stored?: Stored
  /** How long it took the last time; `undefined` where it has never run. */
  readonly estimateMs: number | undefined
}
export interface Plan {
  readonly steps: readonly PlanStep[]
}

export interface PlanRequest {
  /** Every asset of the plan, upstream included, in any order. */
  readonly assets: ReadonlySet<string>
  /** Assets that run whatever is known of them. */
  readonly forced: ReadonlySet<string>
}

/** What a run would do. Pure; the run asks `decide` again with what came out, and differs only where the plan says `run?`. */
export function planRun(world: World, assessment: Assessment, request: PlanRequest): Plan {
  const predicted = new Map<string, Stored | undefined>()
  const upstream = (name: string) => (predicted.has(name) ? predicted.get(name) : world.current.get(name))
  const steps: PlanStep[] = []
  for (const facts of world.facts) {
    const { name } = facts.node
    if (!request.assets.has(name)) continue
    const assessed = assessment.get(name) as Assessed
    const forced = request.forced.has(name)
    const decision = forced ? ({ action: 'run' } as const) : decide(world, facts, upstream)
    const stored = 'stored' in decision ? decision.stored : undefined
    predicted.set(name, stored)
    steps.push({
      asset: name,
      kind: facts.node.kind,
      action: decision.action,
      status: assessed.status,
      causes: forced ? [forcedCause, ...assessed.causes] : assessed.causes,
      current: assessed.current,
      ...(stored === undefined ? {} : { stored }),
      estimateMs: assessed.current?.record.durationMs,
    })
  }
  return { steps }
}

const forcedCause: Cause = { kind: 'forced', message: 'forced' }

/** Whether it would call a function row by row, as it did the last time. */
export const mapsRows = ({ action, current }: PlanStep): boolean =>
  (action === 'run' || action === 'run?') && current?.record.rowMap !== undefined
