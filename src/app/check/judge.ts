import type { Basis } from '../../project/check-basis.ts'
import { isFine } from '../open/fine.ts'
import { withLateness } from '../open/lateness.ts'
import { choosePartitions, type PartitionWords } from '../open/partitions.ts'
import { viewsOf } from '../open/roll-up.ts'
import { narrowTo, type SelectionWords, selectNames } from '../open/selection.ts'
import type { Session } from '../open/session.ts'
import { type AssetView, lockedViewOf, viewOf } from '../open/view.ts'
import { assessSince } from './changed-since.ts'

export interface CheckRequest extends SelectionWords, PartitionWords {
  /** A git ref: only what this branch changed since. */
  readonly changed?: string
}
/** The assets that are judged, by the store, or by the lock where there is no store. */
export interface Judged {
  readonly basis: Basis
  readonly assets: readonly AssetView[]
  /** The assets of the whole project. */
  readonly all: readonly AssetView[]
}

type OnBasis = Awaited<ReturnType<Session['judgeOnBasis']>>

/** The status of an open project's assets, by its store or, without one, by its lock. */
export async function judge(session: Session, request: CheckRequest): Promise<Judged> {
  if (request.changed === undefined) narrowTo(session, request)
  // Which partitions are meant may depend on each of them.
  const isOfAll = request.partitions === undefined
  const {
    basis,
    assessment,
    plain = new Map(),
  }: OnBasis = await (isOfAll ? session.judgeOnBasis() : session.assessOnBasis())
  const { workspace } = session
  const views = viewsOf(workspace, { assessment, plain }, viewOf)
  const assess = async () => (plain.size > 0 ? session.assess() : assessment)
  const names = await selectNames({ ...session, assess, views: async () => views }, request)
  const since = request.changed === undefined ? undefined : await assessSince(session, request.changed)
  const { partitions } = request
  const from = { ...session, assess }
  const chosen = partitions === undefined ? undefined : await choosePartitions(from, { names, partitions })
  const assetViews = viewsOf(workspace, { assessment, plain, chosen }, basis === 'lock' ? lockedViewOf : viewOf)
  const selected = names.flatMap((name) => assetViews.get(name) ?? [])
  const all = [...views.values()]
  // A lock does not know when anything was made.
  const now = Date.now()
  if (since === undefined)
    return { basis, assets: basis === 'lock' ? selected : await withLateness(session, selected, now), all }
  const then = viewsOf(workspace, { assessment: since }, viewOf)
  const isChanged = ({ node }: AssetView) => {
    const view = then.get(node.name)
    return view !== undefined && !isFine(view)
  }
  return { basis, assets: selected.filter(isChanged), all }
}
