import type { Status } from '../causes.ts'
import { surroundingsOf } from '../plan/below.ts'
import type { ExplainView } from './explain/explain-view.ts'
import type { Explanation } from './explain/explanation.ts'
import { fullOverview, type Overview, openOverview } from './open/overview.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { type AssetView, lockedViewOf } from './open/view.ts'
import { estimateOf } from './rows/row-estimate.ts'

export interface ExplainRequest {
  readonly asset: string
  /** The beginning of a run's id: what that run made is compared with, and not what is current. */
  readonly vs?: string
}

/** One asset in full: what is true of it, why, and what stands around it. */
export async function explainOf(project: ProjectRequest, { asset, vs }: ExplainRequest): Promise<ExplainView> {
  // What is remembered knows the current records, and no older ones.
  await using overview = vs === undefined ? await openOverview(project) : await fullOverview(project)
  const { name } = assetNamed(overview, asset)
  const { views, ...found } = await explanationFor(overview, name, vs)
  const surroundings = surroundingsOf(
    overview.graph,
    { name, blocked: found.explanation.action === 'blocked' },
    (other) => {
      const { status, record } = views.get(other) as AssetView
      return { status, durationMs: (other === name ? ownDuration(found.explanation) : undefined) ?? record?.durationMs }
    },
  )
  const statusOf = (other: string): Status => (views.get(other) as AssetView).status
  return { ...found, surroundings, statusOf, now: Date.now() }
}

/** Of the rows that are to be computed, where that is known. */
function ownDuration({ assessed: { current }, rows }: Explanation): number | undefined {
  return current === undefined || !rows ? undefined : estimateOf(current.record, rows.compute)?.ms
}

interface Found extends Pick<ExplainView, 'explanation' | 'basis'> {
  readonly views: ReadonlyMap<string, AssetView>
}

/** What is remembered was found out from the store, and against what is current. */
async function explanationFor(overview: Overview, name: string, vs: string | undefined): Promise<Found> {
  const remembered = vs === undefined ? await overview.explained(name) : undefined
  if (remembered !== undefined) return { explanation: remembered, basis: 'store', views: await overview.views() }
  const session = await overview.session()
  const { explainAsset } = await import('./explain/explain.ts')
  const { basis, assessment } = await session.assessOnBasis()
  const explanation = await explainAsset(session.workspace, { name, vs, assessment, world: await session.world() })
  // Asked for by the overview, what was found out is remembered.
  const from = overview.remembered || vs !== undefined ? session : overview
  if (basis === 'store') return { explanation, basis, views: await from.views() }
  return { explanation, basis, views: new Map([...assessment].map(([key, one]) => [key, lockedViewOf(one)])) }
}
