import type { Status } from '../causes.ts'
import { AssetError } from '../errors.ts'
import { ancestors, descendants } from '../graph/walk.ts'
import { type Assessment, isUpToDate } from '../plan/assess.ts'
import { surroundingsOf } from '../plan/below.ts'
import { type Unit, unitOf } from '../unit.ts'
import { count } from '../util/text/count.ts'
import type { ExplainView } from './explain/explain-view.ts'
import { fullOverview, type Overview, openOverview } from './open/overview.ts'
import { type ChooseFrom, choosePartitions } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { viewsOf } from './open/roll-up.ts'
import { assetNamed } from './open/selection.ts'
import { type AssetView, lockedViewOf } from './open/view.ts'
import { plannedWork } from './rows/planned-work.ts'

export interface ExplainRequest {
  readonly asset: string
  /** The beginning of a run's id: what that run made is compared with, and not what is current. */
  readonly vs?: string
  /** The partition that is meant. Default: the first of those of which the worst is true. */
  readonly partitions?: string
}

/** One asset in full: what is true of it, why, and what stands around it. */
export async function explainOf(
  project: ProjectRequest,
  { asset, vs, partitions }: ExplainRequest,
): Promise<ExplainView> {
  // The memory has only current records.
  await using overview = vs === undefined ? await openOverview(project) : await fullOverview(project)
  const { graph } = overview
  const { name } = assetNamed(overview, asset)
  const around = [...ancestors(graph, [name]), name, ...descendants(graph, [name])]
  const { views, ...answer } = await explanationFor(overview, { name, around, vs, partitions })
  const { action } = answer.explanation
  const viewOf = (other: string) => views.get(other) as AssetView
  // An asset that is not computed row by row is estimated by its last duration.
  const goesByRows =
    answer.basis === 'store' &&
    around.some((other) => viewOf(other).mapped) &&
    around.some((other) => !isUpToDate(viewOf(other).status))
  const estimates = goesByRows ? await estimatesOf(overview, around) : new Map<string, number>()
  const surroundings = surroundingsOf(graph, { name, blocked: action === 'blocked' }, (other) => ({
    status: viewOf(other).status,
    durationMs: estimates.get(other) ?? viewOf(other).record?.durationMs,
  }))
  const statusOf = (other: string): Status => viewOf(other).status
  return { ...answer, surroundings, statusOf, now: Date.now(), environment: project.environment }
}

interface UnitRequest extends Pick<ExplanationRequest, 'name' | 'partitions'> {
  readonly assessment: Assessment
}

/** @throws AssetError `CLI_USAGE` where `partitions` means more than one, or where there is no partition yet. */
async function unitMeant(from: ChooseFrom, { name, partitions, assessment }: UnitRequest): Promise<Unit> {
  const chosen =
    partitions === undefined ? undefined : [...(await choosePartitions(from, { names: [name], partitions }))]
  const [unit, ...more] = chosen ?? []
  if (chosen !== undefined && (unit === undefined || more.length > 0)) {
    throw new AssetError({
      code: 'CLI_USAGE',
      message: (option) =>
        `explain tells of one partition, and ${option('partitions')} ${partitions} is ${count(chosen.length, 'partition')}`,
      fix: (option) => `name one key; status with ${option('partitions')} tells of all`,
    })
  }
  if (unit !== undefined && assessment.has(unit)) return unit
  // On a lock an asset with partitions is one.
  const one = assessment.get(unitOf(name))
  if (one !== undefined && !one.facts.node.keys) return unitOf(name)
  const { worstOf } = await import('./explain/explain.ts')
  const worst = worstOf(assessment, name)
  if (worst !== undefined) return worst.facts.unit
  const message = `${name} has no partition yet`
  throw new AssetError({
    code: 'PARTITION_UNKNOWN',
    message,
    facts: { asset: name },
    fix: `see it: assets status ${name}`,
  })
}

/** By asset, as a plan of all these has it. */
async function estimatesOf(overview: Overview, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const session = await overview.session()
  session.narrow(names)
  const plan = await session.plan({ targets: names, only: true, force: false, leftOut: new Set() })
  const { estimates } = await plannedWork(session, { plan })
  return new Map([...estimates].map(([name, { ms }]) => [name, ms]))
}

interface ExplanationAnswer extends Pick<ExplainView, 'explanation' | 'basis'> {
  readonly views: ReadonlyMap<string, AssetView>
}
interface ExplanationRequest {
  readonly name: string
  /** It, what it is made from and what is made from it. */
  readonly around: readonly string[]
  readonly vs: string | undefined
  readonly partitions: string | undefined
}

/** The remembered explanation was found from the store, against the current versions. */
async function explanationFor(
  overview: Overview,
  { name, around, vs, partitions }: ExplanationRequest,
): Promise<ExplanationAnswer> {
  const remembered = vs === undefined && partitions === undefined ? await overview.explained(name, around) : undefined
  if (remembered !== undefined) return { explanation: remembered, basis: 'store', views: await overview.views(around) }
  const session = await overview.session()
  session.narrow(around)
  const { explainAsset } = await import('./explain/explain.ts')
  const { basis, assessment } = await session.assessOnBasis()
  const unit = await unitMeant({ ...session, assess: async () => assessment }, { name, partitions, assessment })
  const question = { name, unit, vs, assessment, world: await session.world() }
  const explanation = await explainAsset(session.workspace, question)
  // After an edit the memory answers statuses, and has no explanations: this one was found out in full, and is kept.
  if (overview.remembered && vs === undefined && basis === 'store') await session.remember()
  // Asking through the overview also remembers the answer.
  const views = overview.remembered || vs !== undefined ? session.views : () => overview.views(around)
  if (basis === 'store') return { explanation, basis, views: await views() }
  return { explanation, basis, views: viewsOf(session.workspace, { assessment }, lockedViewOf) }
}
