import type { LogLevel } from '../../events.ts'
import type { Assessment } from '../../plan/assess.ts'
import type { PlannedApart } from '../../plan/plain/plain-steps.ts'
import type { Plan } from '../../plan/plan.ts'
import type { CompactWorld } from '../../project/compact-world.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Forcing } from './forcing.ts'

export interface PlanRequest extends Forcing {
  /** Effects that nobody has asked for. */
  readonly leftOut: ReadonlySet<string>
  /** The targets alone, without what they read. */
  readonly only: boolean
}

/** A plan, and the world of what it does: that of what it skips may be left out. */
export interface PlannedWork {
  readonly plan: Plan
  readonly world: LiveWorld
  /** Where it is left out. */
  readonly apart?: PlannedApart | undefined
}

interface PlanQuestion {
  readonly world: LiveWorld
  readonly assessment: Assessment
  /** By asset, what is left out of the world because it is plain. */
  readonly plain?: CompactWorld['plain'] | undefined
  readonly request: PlanRequest
}

export async function planned(
  { graph, facts, units: allUnits }: Pick<Workspace, 'graph' | 'facts' | 'units'>,
  { world, assessment, plain = new Map(), request }: PlanQuestion,
): Promise<PlannedWork> {
  const { planRun } = await import('../../plan/plan.ts')
  const { refuseForced } = await import('../../plan/pinned.ts')
  const { madeAssets, pinnedAssets, planAssets, unitsOfPlan } = await import('../../plan/targets.ts')
  const { forcedUnits } = await import('./forcing.ts')
  const { targets, only, chosen } = request
  const made = new Set([...madeAssets(world), ...plain.keys()])
  const pinned = new Set([...pinnedAssets(world)].filter((asset) => !plain.has(asset)))
  const assets = planAssets(graph, made, { ...request, pinned })
  const units = unitsOfPlan(world, { assets, targets, only, chosen })
  const forcing = forcedUnits(world, request)
  refuseForced(world.pins, forcing.forced)
  const plan = await world.settle(() => planRun(world, assessment, { units, ...forcing }))
  if (plain.size === 0) return { plan, world }
  const { inStepOrder, withPlainSteps } = await import('../../plan/plain/plain-steps.ts')
  const all = withPlainSteps(plan, { facts: inStepOrder(facts) ?? facts, units: allUnits, plain, assets })
  const ofPlan = new Map([...plain].filter(([asset]) => assets.has(asset)))
  return { plan: all, world, apart: { steps: plan.steps, plain: ofPlan, allPlain: plain } }
}

/** Whether all of the plan's units may be decided by columns: what is made although it is fresh is not left out. */
export async function isByColumns(
  { facts, project }: Pick<Workspace, 'facts' | 'project'>,
  { force = false, fromScratch = false, chosen }: PlanRequest,
  mode: 'plan' | 'run',
): Promise<boolean> {
  if (force || fromScratch || chosen !== undefined) return false
  // A run plans what remains when it has asked for keys, and then of everything.
  if (mode === 'run' && project.nodes.some(({ keysFrom }) => keysFrom !== undefined)) return false
  const { inStepOrder } = await import('../../plan/plain/plain-steps.ts')
  return inStepOrder(facts) !== undefined
}

interface VerifyQuestion extends Pick<PlanQuestion, 'world' | 'request'> {
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
}

export async function verified(workspace: Workspace, { world, request, signal, warn }: VerifyQuestion): Promise<void> {
  const { verifyEffects } = await import('../effects/verify-effects.ts')
  const { madeAssets, planAssets } = await import('../../plan/targets.ts')
  const names = planAssets(workspace.graph, madeAssets(world), request)
  const line = (asset: string, level: LogLevel, message: string) => {
    if (level !== 'info') warn(`${asset}: ${message}`)
  }
  const { unverifiable } = await verifyEffects(workspace, world, { names, signal, line })
  for (const name of unverifiable) warn(`${name} has no \`verify\`, so that its receipt is believed`)
}
