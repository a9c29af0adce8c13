import { defaultEnvironment } from '../define/environment.ts'
import { withLateness } from './open/lateness.ts'
import { ofEnvironment } from './open/left-out.ts'
import { openOverview } from './open/overview.ts'
import { type PartitionWords, viewsOfChosen } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { assessSelected, type SelectionWords, selectNames } from './open/selection.ts'
import { openSession } from './open/session.ts'
import type { AssetView } from './open/view.ts'

/** The state of what is selected, upstream first. */
export async function statusOf(
  project: ProjectRequest,
  selection: SelectionWords & PartitionWords,
): Promise<readonly AssetView[]> {
  const { partitions } = selection
  const { environment = defaultEnvironment } = project
  if (partitions === undefined) {
    await using overview = await openOverview(project)
    const found = await assessSelected(overview, selection)
    // What is late is so by the clock, and nothing of a project with such assets is remembered.
    const views = overview.remembered ? found : await withLateness(await overview.session(), found, Date.now())
    return ofEnvironment(views, { nodes: overview.graph.nodes, environment, words: selection })
  }
  await using session = await openSession(project, 'read')
  const names = await selectNames(session, selection)
  const views = await viewsOfChosen(session, names, partitions)
  const all = names.flatMap((name) => views.get(name) ?? [])
  const found = await withLateness(session, all, Date.now())
  return ofEnvironment(found, { nodes: session.graph.nodes, environment, words: selection })
}
