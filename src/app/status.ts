import { defaultEnvironment } from '../define/environment.ts'
import { ofEnvironment } from './open/left-out.ts'
import { openOverview } from './open/overview.ts'
import type { ProjectRequest } from './open/request.ts'
import { assessSelected, type SelectionWords } from './open/selection.ts'
import type { AssetView } from './open/view.ts'

/** The state of what is selected, upstream first. */
export async function statusOf(project: ProjectRequest, selection: SelectionWords): Promise<readonly AssetView[]> {
  await using overview = await openOverview(project)
  const { environment = defaultEnvironment } = project
  const views = await assessSelected(overview, selection)
  return ofEnvironment(views, { nodes: overview.graph.nodes, environment, words: selection })
}
