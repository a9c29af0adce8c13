import { cronLine } from '../../partitions/time/cron.ts'
import { type Zone, zoneOf } from '../../partitions/time/zone.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Catalog } from '../../store/interface.ts'
import { assetOf } from '../../unit.ts'
import { isFine } from './fine.ts'
import type { AssetView } from './view.ts'

interface DatedBy {
  readonly workspace: Pick<Workspace, 'definition'>
  readonly catalog: Pick<Catalog, 'askedTimes'> | undefined
}

/**
 * Marks each asset that is late: it is not up to date, and nobody has made it (a source: asked it) since the due time
 * before the last one. A source that only a run asks does not count as up to date.
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
      return before === undefined || madeAt >= before || isKnown ? view : { ...view, late: last as number }
    }),
  )
}

function dueByOf({ definition }: DatedBy['workspace'], name: string) {
  const { options } = definition(name)
  return 'dueBy' in options ? options.dueBy : undefined
}
