import { isCrossSet, type PartitionSet, type Window } from '../../partitions/partition-set.ts'
import { cronLine } from '../../partitions/time/cron.ts'
import { type Zone, zoneOf } from '../../partitions/time/zone.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Catalog } from '../../store/interface.ts'
import { assetOf } from '../../unit.ts'
import { isFine } from './fine.ts'
import type { AssetView } from './view.ts'

interface DatedBy {
  readonly workspace: Pick<Workspace, 'definition' | 'units'>
  readonly catalog: Pick<Catalog, 'askedTimes'> | undefined
}

/**
 * Marks each asset that is late: it is not up to date, and nobody has made it (a source: asked it) since the due time
 * before the last one. Of partitions of time each is due by itself, after its end. A source that only a run asks does
 * not count as up to date.
 */
export async function withLateness(
  { workspace, catalog }: DatedBy,
  views: readonly AssetView[],
  now: number,
): Promise<readonly AssetView[]> {
  const due = views.some(({ node }) => dueByOf(workspace, node.name) !== undefined)
  if (!due) return views
  const askedAt = new Map(((await catalog?.askedTimes()) ?? []).map(({ unit, at }) => [assetOf(unit), at]))
  return Promise.all(
    views.map(async (view) => {
      const dueBy = dueByOf(workspace, view.node.name)
      if (dueBy === undefined) return view
      const line = await cronLine(dueBy.cron, zoneOf(dueBy.timeZone ?? 'UTC') as Zone)
      const last = line.last(now)
      const before = last === undefined ? undefined : line.last(last - 1)
      const { record } = view
      const madeAt = Math.max(
        record === undefined ? Number.NEGATIVE_INFINITY : record.startedAt + record.durationMs,
        askedAt.get(view.node.name) ?? Number.NEGATIVE_INFINITY,
      )
      const isKnown = isFine(view) && view.status !== 'unknown'
      if (last === undefined || before === undefined || isKnown) return view
      const isLate = madeAt < before || isUnmade(workspace, view, { start: before, end: last })
      return isLate ? { ...view, late: last } : view
    }),
  )
}

/** Whether a partition that ended between two due times was never made: those beside it say nothing of it. */
function isUnmade({ units }: Pick<Workspace, 'units'>, { node, unmade = [] }: AssetView, due: Window): boolean {
  const set = units.set(node.name)
  return unmade.some(({ from, count }) => {
    const first = set?.indexOf(from) ?? 0
    return set?.keys.slice(first, first + count).some((key) => {
      const end = endOf(set, key)
      return end !== undefined && end > due.start && end <= due.end
    })
  })
}

/** When the window of a partition ends; `undefined` of one that is no time. */
function endOf(set: PartitionSet, key: string): number | undefined {
  if (!isCrossSet(set)) return set.windowOf(key)?.end
  const parts = set.partsOf(key)
  const ends = set.dimensions.flatMap((one, place) => endOf(one.set, parts[place] as string) ?? [])
  return ends.length === 0 ? undefined : Math.max(...ends)
}

function dueByOf({ definition }: DatedBy['workspace'], name: string) {
  const { options } = definition(name)
  return 'dueBy' in options ? options.dueBy : undefined
}
