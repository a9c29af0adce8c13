import { defaultEnvironment } from '../define/project/environment.ts'
import type { RemovedEffect } from './memory/memory.ts'
import { withLateness } from './open/lateness.ts'
import { ofEnvironment } from './open/left-out.ts'
import { openOverview } from './open/overview.ts'
import { type PartitionWords, viewsOfChosen } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { assessSelected, type SelectionWords, selectNames } from './open/selection.ts'
import { openSession } from './open/session.ts'
import type { AssetView } from './open/view.ts'

export interface StatusReport {
  /** The state of what is selected, upstream first. */
  readonly assets: readonly AssetView[]
  /** Where everything is: effects that the project does not have any more. */
  readonly removed: readonly RemovedEffect[]
}

/** The state of what is selected. */
export async function statusOf(
  project: ProjectRequest,
  selection: SelectionWords & PartitionWords,
): Promise<StatusReport> {
  const { partitions } = selection
  const { environment = defaultEnvironment } = project
  if (partitions === undefined) {
    await using overview = await openOverview(project)
    const assessed = await assessSelected(overview, selection)
    // What is remembered says what is late as well.
    const views = overview.remembered ? assessed : await withLateness(await overview.session(), assessed, Date.now())
    const assets = ofEnvironment(views, { nodes: overview.graph.nodes, environment, words: selection })
    return { assets, removed: isEverything(selection) ? await overview.removed() : [] }
  }
  await using session = await openSession(project, 'read')
  const names = await selectNames(session, selection)
  const views = await viewsOfChosen(session, names, partitions)
  const all = names.flatMap((name) => views.get(name) ?? [])
  const viewsWithLateness = await withLateness(session, all, Date.now())
  return {
    assets: ofEnvironment(viewsWithLateness, { nodes: session.graph.nodes, environment, words: selection }),
    removed: [],
  }
}

const isEverything = ({ words, select = [], exclude = [] }: SelectionWords): boolean =>
  words.length + select.length + exclude.length === 0
