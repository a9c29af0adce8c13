import type { Explanation } from '../../app/explain/explanation.ts'
import { estimateOf } from '../../app/rows/row-estimate.ts'
import type { Status } from '../../causes.ts'
import { surroundingsOf } from '../../plan/below.ts'
import type { Answer, CommandContext } from '../command.ts'
import { fullOverview, type Overview, openOverview } from '../overview.ts'
import { explainDocument, renderExplain } from '../render/explain/explain.ts'
import type { ExplainView } from '../render/explain/explain-view.ts'
import { assetNamed } from '../selection.ts'
import { type AssetView, lockedViewOf } from '../view.ts'

export interface ExplainFlags {
  readonly asset: string
  /** The beginning of a run's id: what that run made is compared with, and not what is current. */
  readonly vs?: string
}

export async function explain(context: CommandContext, { asset, vs }: ExplainFlags): Promise<Answer> {
  // What is remembered knows the current records, and no older ones.
  await using overview = vs === undefined ? await openOverview(context) : await fullOverview(context)
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
  const { verbose, style } = context.output
  const view: ExplainView = { ...found, surroundings, statusOf, now: Date.now(), verbose }
  return { document: () => explainDocument(view), text: () => renderExplain(view, style) }
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
  const { explainAsset } = await import('../../app/explain/explain.ts')
  const { basis, assessment } = await session.assessOnBasis()
  const explanation = await explainAsset(session.workspace, { name, vs, assessment, world: await session.world() })
  // Asked for by the overview, what was found out is remembered.
  const from = overview.remembered || vs !== undefined ? session : overview
  if (basis === 'store') return { explanation, basis, views: await from.views() }
  return { explanation, basis, views: new Map([...assessment].map(([key, one]) => [key, lockedViewOf(one)])) }
}
