import { nodeKinds } from '../../define/node-kinds.ts'
import type { StepResult } from '../../events.ts'
import { namesOf } from '../../graph/graph.ts'
import type { Node } from '../../graph/node.ts'
import { planAssets, type TargetRequest } from '../../plan/targets.ts'
import { newRunId } from '../../run/run-id.ts'
import { assetOf, type Unit, unitOf } from '../../unit.ts'
import type { RememberedUnit } from '../memory/remembered-units.ts'
import type { RecordSummary } from './asset-state.ts'
import { warnOfDefaults } from './default-selection.ts'
import { type EffectWords, effectsLeftOut, type NotDone, selectedElsewhere, waitingEffects } from './left-out.ts'
import { type RecalledOverview, recallOverview } from './overview.ts'
import type { ProjectRequest } from './request.ts'
import { selectNames } from './selection.ts'
import { unseenAmong } from './unseen.ts'
import type { AssetView } from './view.ts'

/** A run that has nothing to do. */
export interface FreshRun extends NotDone {
  readonly run: string
  readonly steps: readonly StepResult[]
  readonly warnings: readonly []
  readonly unseen: readonly string[]
}
interface FreshAssets extends Pick<FreshRun, 'unseen' | 'waiting' | 'elsewhere'> {
  /** What the plan is of, in its order. */
  readonly steps: readonly FreshStep[]
  /** Whether the lock is the one that a run would write. */
  readonly locked: boolean
}

/**
 * The answer of a run that has nothing to do, from memory. Undefined wherever there may be anything to do, or to say,
 * and the run has to be made.
 */
export async function freshRun(request: ProjectRequest, flags: FreshFlags): Promise<FreshRun | undefined> {
  const fresh = await freshAssets(request, flags)
  if (fresh === undefined || !fresh.locked) return undefined
  return {
    run: newRunId(new Date()),
    steps: fresh.steps.map(skipped),
    warnings: [],
    unseen: fresh.unseen,
    waiting: fresh.waiting,
    elsewhere: fresh.elsewhere,
  }
}

type FreshFlags = EffectWords & { readonly only?: boolean }

/**
 * What a plan is of, in its order, where every asset is known to be fresh from memory, so that the plan is to skip them
 * all: what is fresh, and what is pinned.
 */
export async function freshAssets(request: ProjectRequest, flags: FreshFlags): Promise<FreshAssets | undefined> {
  await using overview = await recallOverview(request, { onlyFresh: true })
  if (overview === undefined) return undefined
  const { lastViews } = overview
  // The memory holds for the whole project only; a selection that needs more, such as git, opens the project anyway.
  const leftOut = effectsLeftOut(overview, flags, request.environment)
  const { isPartitioned } = overview
  if (![...lastViews.values()].every((view) => leftOut.has(view.node.name) || hasNothingToDo(view, isPartitioned)))
    return undefined
  const targets = await selectNames(overview, flags)
  // Everything reads nothing else.
  const isWhole = targets === overview.names && leftOut.size === 0
  const names = isWhole ? targets : namesOfPlan(overview, { targets, only: flags.only ?? false, leftOut })
  if (!(await overview.holds(names))) return undefined
  const views = names.map((name) => lastViews.get(name) as AssetView)
  const waiting = waitingEffects(targets, { leftOut, views: lastViews })
  const elsewhere = selectedElsewhere(targets, leftOut)
  const { locked } = overview
  const steps = isPartitioned ? stepsOfUnits(views, overview.units()) : stepsOf(views)
  if (steps === undefined) return undefined
  warnOfDefaults(overview, flags, targets)
  return { steps, locked, unseen: unseenAmong(names, await overview.unseen()), waiting, elsewhere }
}

function namesOfPlan(
  { graph, lastViews }: Pick<RecalledOverview, 'graph' | 'lastViews'>,
  request: Omit<TargetRequest, 'pinned'>,
): readonly string[] {
  const pinned = new Set([...lastViews.values()].flatMap(({ node, status }) => (status === 'pinned' ? node.name : [])))
  const assets = planAssets(graph, lastViews, { ...request, pinned })
  return namesOf(graph, graph.order).filter((name) => assets.has(name))
}

export interface FreshStep extends Pick<AssetView, 'status' | 'causes'> {
  readonly unit: Unit
  readonly node: Node
  readonly record: RecordSummary
}

const stepsOf = (views: readonly AssetView[]): readonly FreshStep[] =>
  views.map(({ node, record, status, causes }) => {
    return { unit: unitOf(node.name), node, status, causes, record: record as RecordSummary }
  })

function stepsOfUnits(
  views: readonly AssetView[],
  units: readonly RememberedUnit[] | undefined,
): readonly FreshStep[] | undefined {
  const nodes = new Map(views.map(({ node }) => [node.name, node]))
  return units?.flatMap(([unit, record]) => {
    const node = nodes.get(assetOf(unit))
    return node === undefined ? [] : [{ unit, node, status: 'fresh' as const, causes: none, record }]
  })
}
const none: readonly never[] = []

/**
 * An asset that is fresh under its old name still has to be recorded under the new one. The memory does not say which
 * partitions are pinned, and where a pinned asset has more causes than the pin, the full path says what follows.
 */
function hasNothingToDo({ status, causes, record, warned }: AssetView, isPartitioned: boolean): boolean {
  if (record === undefined || warned === true) return false
  if (status === 'pinned') return !isPartitioned && causes.every(({ kind }) => kind === 'pinned')
  return status === 'fresh' && causes.length === 0
}

function skipped({ unit, node: { kind }, record }: FreshStep): StepResult {
  const rows = nodeKinds[kind].judges ? {} : { rows: record.rows }
  return { unit, kind, outcome: 'skipped', ...rows, version: record.version, durationMs: 0, causes: [] }
}
