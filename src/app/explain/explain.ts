import { statuses } from '../../causes.ts'
import { fingerprintName } from '../../discover/keys-node.ts'
import { AssetError } from '../../errors.ts'
import { type Assessed, type Assessment, isUpToDate } from '../../plan/assess.ts'
import { readNow } from '../../plan/checks/standing-verdict.ts'
import { ownCauses } from '../../plan/diff.ts'
import { heldBy, mapsRows, type PlanStep, planRun } from '../../plan/plan.ts'
import { madeAssets, planAssets, unitsOfPlan } from '../../plan/targets.ts'
import { everywhereNotes } from '../../project/everywhere-notes.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { notesFor } from '../../project/notes.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Stored } from '../../store/interface.ts'
import { partitionOf, partsOf, type Unit, unitAt, unitOf } from '../../unit.ts'
import { severalRuns } from '../open/run-named.ts'
import { withoutPartition } from '../words/common-causes.ts'
import { type Explanation, explanationOf } from './explanation.ts'

export interface Question {
  readonly name: string
  /** The one partition of it that is meant. Left out where it has none. */
  readonly unit?: Unit
  readonly world: LiveWorld
  readonly assessment: Assessment
  /** The first characters of a run's id. */
  readonly vs?: string | undefined
}

/** @throws AssetError `SELECTION_EMPTY` where that run made nothing of this asset. */
export async function explainAsset(workspace: Workspace, question: Question): Promise<Explanation> {
  const { name, unit = unitOf(name), world, assessment, vs } = question
  const now = withoutPartitions(assessment.get(unit) as Assessed)
  const assessed = vs === undefined ? now : await against(await recordOf(workspace, now, vs), now, world)
  const failure = now.failure === undefined ? undefined : (world.failures.get(unit)?.error ?? now.failure)
  const material = {
    catalog: workspace.hasStore ? workspace.store.catalog : undefined,
    assessed: async (other: string) => nearest(assessment, other, unit),
    texts: (other: string) => workspace.fingerprint(other === name ? fingerprintName(now.facts.node) : other).sources,
  }
  const steps = await stepsOf(workspace, question)
  const step = steps?.find((one) => one.unit === unit)
  const rows =
    vs === undefined && steps !== undefined && step !== undefined
      ? await rowsOf(workspace, { world, steps, step })
      : undefined
  return explanationOf(material, assessed, {
    versus: vs !== undefined,
    ...(partitionOf(unit) === '' ? {} : { partition: partitionOf(unit) }),
    action: step?.action ?? (steps === undefined && !isUpToDate(now.status) ? 'run' : 'skip'),
    blockers: step === undefined ? [] : heldBy(step),
    ...(rows === undefined ? {} : { rows }),
    notes: [...notesFor(workspace, now.facts, now.current?.record), ...everywhereNotes(workspace, name)],
    ...(failure === undefined ? {} : { failure }),
  })
}

/** `undefined` on a lock where partitions are among the steps: an asset with partitions is one unit there. */
async function stepsOf(
  { graph }: Pick<Workspace, 'graph'>,
  { name, unit = unitOf(name), world, assessment }: Question,
): Promise<readonly PlanStep[] | undefined> {
  const targets = { targets: [name], only: false }
  const assets = planAssets(graph, madeAssets(world), { ...targets, leftOut: new Set() })
  const chosen = partitionOf(unit) === '' ? undefined : new Set([unit])
  const request = { units: unitsOfPlan(world, { ...targets, assets, chosen }), forced: new Set<Unit>() }
  if ([...request.units].some((one) => !assessment.has(one))) return undefined
  const { steps } = await world.settle(() => planRun(world, assessment, request))
  return steps
}

/** Leaves the partitions out of the causes, since the partition is said once. */
const withoutPartitions = (assessed: Assessed): Assessed => ({
  ...assessed,
  causes: assessed.causes.map((cause) => withoutPartition(cause, assessed.facts.unit)),
})

/**
 * For another asset with partitions: its unit of the same key or, where it has no such unit, one that is not up to
 * date.
 */
function nearest(assessment: Assessment, asset: string, unit: Unit): Assessed | undefined {
  const same = assessment.get(unitOf(asset)) ?? assessment.get(unitOf(asset, partitionOf(unit)))
  return same ?? worstOf(assessment, asset)
}

/** The first unit with the worst status. */
export function worstOf(assessment: Assessment, asset: string): Assessed | undefined {
  const all = [...assessment.values()].filter(({ facts }) => facts.node.name === asset)
  const status = statuses.find((one) => all.some((each) => each.status === one))
  const worst = all.filter((each) => each.status === status)
  // The unit of the keys is chosen only where no partition has the worst status.
  return worst.find(({ facts }) => !facts.node.keys) ?? worst[0]
}

/** The data engine is loaded only where rows have to be compared. */
async function rowsOf(
  workspace: Workspace,
  question: { world: LiveWorld; steps: readonly PlanStep[]; step: PlanStep },
): Promise<Explanation['rows']> {
  if (!mapsRows(question.step)) return undefined
  const { rowChanges } = await import('../rows/row-changes.ts')
  return rowChanges(workspace, question)
}

async function against(current: Stored, now: Assessed, world: LiveWorld): Promise<Assessed> {
  const upstream = readNow(world)
  const own = await world.settle(() => ownCauses(world, now.facts, { record: current.record, upstream }))
  return { ...now, current, causes: [...own, ...now.causes.filter(({ kind }) => kind === 'upstream_stale')] }
}

/** What a run made, or took from the store, of an asset: the newest where it made it twice. */
async function recordOf(
  workspace: Pick<Workspace, 'hasStore' | 'store'>,
  { facts, current }: Assessed,
  run: string,
): Promise<Stored> {
  const catalog = workspace.hasStore ? workspace.store.catalog : undefined
  const asset = facts.node.name
  // A rename that no run has recorded leaves what was made under the other name.
  const assets = [...new Set([asset, current?.record.asset ?? asset])]
  const versions: Stored[] = []
  for (const name of assets) versions.push(...((await catalog?.versionsOf(name)) ?? []))
  const { partition } = partsOf(facts.unit)
  const own = versions
    .filter(({ record }) => record.run.startsWith(run) && record.partition === partition)
    .map((stored) => ({ by: stored.record.run, stored }))
  const history = (await catalog?.history({ assets, limit: historyDepth })) ?? []
  const entries = history.filter((entry) => partitionOf(entry.unit) === partition)
  const reused = entries.flatMap((entry) => {
    if (!entry.run.startsWith(run) || entry.outcome === 'failed' || entry.key === null) return []
    const stored = versions.find(({ record }) => record.key === entry.key && unitAt(record) === entry.unit)
    return stored === undefined ? [] : [{ by: entry.run, stored }]
  })
  const candidates = [...own, ...reused]
  const runs = new Set(candidates.map(({ by }) => by))
  if (runs.size > 1 && !runs.has(run)) throw severalRuns(run, [...runs])
  const [one] = runs.has(run) ? candidates.filter(({ by }) => by === run) : candidates
  if (one !== undefined) return one.stored
  throw new AssetError({
    code: 'SELECTION_EMPTY',
    message: `no run "${run}" made ${asset}`,
    fix: `see the runs: assets history ${asset}`,
  })
}
const historyDepth = 1000
