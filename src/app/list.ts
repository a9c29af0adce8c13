import type { Graph } from '../graph/graph.ts'
import type { Node } from '../graph/node.ts'
import { openOverview } from './open/overview.ts'
import type { ProjectRequest } from './open/request.ts'
import { type SelectionWords, selectNodes } from './open/selection.ts'

export interface ListReport {
  /** Upstream first. */
  readonly nodes: readonly Node[]
  readonly graph: Graph
}

/** What is selected, and the graph it stands in. */
export async function listAssets(project: ProjectRequest, selection: SelectionWords): Promise<ListReport> {
  await using overview = await openOverview(project)
  return { nodes: await selectNodes(overview, selection), graph: overview.graph }
}
