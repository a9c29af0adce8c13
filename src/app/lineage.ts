import { type Lineage, lineage } from '../graph/lineage.ts'
import { fullOverview, openOverview } from './open/overview.ts'
import { type PartitionWords, viewsOfChosen } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { type Selectable, type SelectionWords, selectNames } from './open/selection.ts'

export interface LineageRequest extends SelectionWords, PartitionWords {
  /** Steps upstream. */
  readonly up?: number
  /** Steps downstream. */
  readonly down?: number
}

/** What is selected and what stands around it, with the state of each. */
export async function lineageOf(project: ProjectRequest, request: LineageRequest): Promise<Lineage> {
  const { partitions } = request
  await using overview = await (partitions === undefined ? openOverview(project) : fullOverview(project))
  const names = await selectNames(overview, request)
  const { graph } = overview
  const around = { names, ...depths(overview, request) }
  const shown = lineage(graph, { ...around, status: () => undefined })
  // Only what is shown is looked at.
  const all = shown.nodes.map(({ name }) => name)
  const views =
    partitions === undefined
      ? await overview.views(all)
      : await viewsOfChosen(await overview.session(), all, partitions)
  return lineage(graph, { ...around, status: (name) => views.get(name)?.status })
}

/**
 * A single name means the asset with everything upstream and downstream, since the lineage of one node alone would show
 * nothing.
 */
function depths({ graph }: Pick<Selectable, 'graph'>, { words, up, down }: LineageRequest) {
  if (up !== undefined || down !== undefined) return { upstream: up ?? 0, downstream: down ?? 0 }
  if (!words.every((word) => graph.ids.has(word))) return {}
  return { upstream: Number.POSITIVE_INFINITY, downstream: Number.POSITIVE_INFINITY }
}
