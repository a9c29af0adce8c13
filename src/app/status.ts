import { openOverview } from './open/overview.ts'
import type { ProjectRequest } from './open/request.ts'
import { assessSelected, type SelectionWords } from './open/selection.ts'
import type { AssetView } from './open/view.ts'

/** The state of what is selected, upstream first. */
export async function statusOf(project: ProjectRequest, selection: SelectionWords): Promise<readonly AssetView[]> {
  await using overview = await openOverview(project)
  return await assessSelected(overview, selection)
}
