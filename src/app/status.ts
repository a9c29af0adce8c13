import { defaultEnvironment } from '../define/project/environment.ts'
import type { RemovedEffect } from './memory/memory.ts'
import { newRemovals, noteRemovals } from './memory/removal-notices.ts'
import { ofEnvironment } from './open/left-out.ts'
import { openOverview } from './open/overview.ts'
import type { PartitionWords } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { assessSelected, isEverything, type SelectionWords, selectNames } from './open/selection.ts'
import type { Session } from './open/session.ts'
import type { AssetView } from './open/view.ts'

export interface StatusReport {
  /** The state of what is selected, upstream first. */
  readonly assets: readonly AssetView[]
  /** Where everything is selected: effects that are gone from the project. */
  readonly removed: readonly RemovedEffect[]
  /** The removed effects that no person has seen in a message yet, and a function to note that one was shown. */
  readonly news: { readonly removed: readonly RemovedEffect[]; note(): void }
}

/** The state of what is selected. */
export async function statusOf(
  project: ProjectRequest,
  selection: SelectionWords & PartitionWords,
): Promise<StatusReport> {
  const { partitions, ...words } = selection
  if (partitions !== undefined) return statusOfChosen(project, words, partitions)
  await using overview = await openOverview(project)
  const assessed = await assessSelected(overview, words)
  // A remembered answer already includes lateness.
  const views = overview.remembered ? assessed : await late(await overview.session(), assessed)
  const assets = ofEnvironment(views, { nodes: overview.nodes, environment: environmentOf(project), words })
  if (!isEverything(words)) return { assets, removed: [], news: noNews }
  const removed = await overview.removed()
  const { place } = overview
  return { assets, removed, news: { removed: newRemovals(place, removed), note: () => noteRemovals(place, removed) } }
}

/** Only these partitions, which the project is opened for. */
async function statusOfChosen(
  project: ProjectRequest,
  words: SelectionWords,
  partitions: string,
): Promise<StatusReport> {
  const { openSession } = await import('./open/session.ts')
  const { viewsOfChosen } = await import('./open/partitions.ts')
  await using session = await openSession(project, 'read')
  const names = await selectNames(session, words)
  const views = await viewsOfChosen(session, names, partitions)
  const all = names.flatMap((name) => views.get(name) ?? [])
  const { nodes } = session.graph
  const assets = ofEnvironment(await late(session, all), { nodes, environment: environmentOf(project), words })
  return { assets, removed: [], news: noNews }
}

const noNews: StatusReport['news'] = { removed: [], note: () => undefined }

async function late(session: Session, views: readonly AssetView[]): Promise<readonly AssetView[]> {
  const { withLateness } = await import('./open/lateness.ts')
  return withLateness(session, views, Date.now())
}

const environmentOf = ({ environment = defaultEnvironment }: ProjectRequest): string => environment
