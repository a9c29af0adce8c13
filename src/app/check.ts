import { defaultEnvironment } from '../define/project/environment.ts'
import type { Basis } from '../project/check-basis.ts'
import { assessSince } from './check/changed-since.ts'
import { type Unasked, unaskedAmong } from './check/unasked.ts'
import { isFine } from './open/fine.ts'
import { withLateness } from './open/lateness.ts'
import { ofEnvironment } from './open/left-out.ts'
import { fullOverview, type Overview, openOverview } from './open/overview.ts'
import { choosePartitions, type PartitionWords } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { viewsOf } from './open/roll-up.ts'
import { assessSelected, narrowTo, type SelectionWords, selectNames } from './open/selection.ts'
import { unseenAmong } from './open/unseen.ts'
import { type AssetView, lockedViewOf, viewOf } from './open/view.ts'

export interface CheckRequest extends SelectionWords, PartitionWords {
  /** A git ref: only what this branch changed since. */
  readonly changed?: string
}
export interface CheckReport extends Judged {
  /** Sources that only a run asks. */
  readonly unasked: readonly Unasked[]
  /** Whose code reads what no fingerprint sees. */
  readonly unseen: readonly string[]
}

/** The assets that are judged, by the store, or by the lock where there is no store. */
interface Judged {
  readonly basis: Basis
  readonly assets: readonly AssetView[]
  /** Those of the whole project. */
  readonly all: readonly AssetView[]
}

/** Whether what is selected is up to date. */
export async function checkOf(project: ProjectRequest, request: CheckRequest): Promise<CheckReport> {
  // Of a project with partitions nothing is remembered.
  await using overview = await (request.partitions === undefined ? openOverview(project) : fullOverview(project))
  const { environment = defaultEnvironment } = project
  const verdict = await judge(overview, request)
  const assets = ofEnvironment(verdict.assets, { nodes: overview.graph.nodes, environment, words: request })
  const judged = { ...verdict, assets }
  const names = judged.assets.map(({ node }) => node.name)
  return {
    ...judged,
    unasked: await unaskedAmong(overview, judged),
    unseen: unseenAmong(names, await overview.unseen()),
  }
}

async function judge(overview: Overview, request: CheckRequest): Promise<Judged> {
  // What is remembered was found out from the store.
  if (overview.remembered && request.changed === undefined) {
    const assets = await assessSelected(overview, request)
    const views = await overview.views(assets.map(({ node }) => node.name))
    return { basis: 'store', assets, all: [...views.values()] }
  }
  const session = await overview.session()
  if (request.changed === undefined) narrowTo(session, request)
  const { basis, assessment } = await session.assessOnBasis()
  const { workspace } = session
  const views = viewsOf(workspace, assessment, viewOf)
  const names = await selectNames({ ...session, assess: async () => assessment, views: async () => views }, request)
  const since = request.changed === undefined ? undefined : await assessSince(session, request.changed)
  const { partitions } = request
  const from = { ...session, assess: async () => assessment }
  const chosen = partitions === undefined ? undefined : await choosePartitions(from, { names, partitions })
  const assetViews = viewsOf(workspace, assessment, basis === 'lock' ? lockedViewOf : viewOf, chosen)
  const selected = names.flatMap((name) => assetViews.get(name) ?? [])
  const all = [...views.values()]
  // A lock does not know when anything was made.
  const now = Date.now()
  if (since === undefined)
    return { basis, assets: basis === 'lock' ? selected : await withLateness(session, selected, now), all }
  const then = viewsOf(workspace, since, viewOf)
  const isChanged = ({ node }: AssetView) => {
    const view = then.get(node.name)
    return view !== undefined && !isFine(view)
  }
  return { basis, assets: selected.filter(isChanged), all }
}
