import { type Status, statuses } from '../../causes.ts'
import type { Basis } from '../../project/check-basis.ts'
import { thousands } from '../text/count.ts'
import { ago } from '../text/duration.ts'
import { size } from '../text/size.ts'
import { paintStatus, type Style } from '../text/style.ts'
import { statusSymbol } from '../text/symbols.ts'
import { table } from '../text/table.ts'
import type { AssetView } from '../view.ts'
import { rootLines } from './roots.ts'
import { onceEach, whyNot } from './why.ts'

export interface StatusView {
  readonly assets: readonly AssetView[]
  /** For `5 m ago`. */
  readonly now: number
}

export function renderStatus({ assets, now }: StatusView, style: Style): string {
  const tell = onceEach()
  const rows = assets.map((view) => {
    const { node, status, record } = view
    const table = node.kind === 'check' ? undefined : record
    return [
      statusSymbol(status, style.symbols),
      node.name,
      status,
      whyNot(view, tell),
      table === undefined ? '' : thousands(table.rows),
      table === undefined ? '' : size(table.sizeBytes),
      record === undefined ? '' : ago(record.startedAt + record.durationMs, now),
    ]
  })
  const paint = (cell: string, row: number) => paintStatus(cell, assets[row]?.status ?? 'unknown', style)
  const lines = table(
    [
      { paint },
      { head: 'ASSET' },
      { head: 'STATUS', paint },
      { head: 'WHY', shrink: true },
      { head: 'ROWS', align: 'right' },
      { head: 'SIZE', align: 'right' },
      { head: 'MADE' },
    ],
    rows,
    { columns: style.columns, paintHead: style.paint.faint, ellipsis: style.symbols.ellipsis },
  )
  const roots = rootLines(
    assets.map(({ node, causes }) => ({ name: node.name, causes })),
    style,
  )
  return [...(assets.length > 0 ? lines : []), ...roots, countsLine(assets)].join('\n')
}

export function countStatuses(assets: readonly AssetView[]): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>
  for (const { status } of assets) counts[status] += 1
  return counts
}

/** `12 fresh, 1 stale, 1 maybe`: what is fine first, then in the order of precedence. */
function countsLine(assets: readonly AssetView[]): string {
  const counts = countStatuses(assets)
  const order: readonly Status[] = ['fresh', ...statuses.filter((status) => status !== 'fresh')]
  const told = order.flatMap((status) => (counts[status] > 0 ? [`${thousands(counts[status])} ${status}`] : []))
  return told.length === 0 ? 'no assets' : told.join(', ')
}

export function statusDocument(assets: readonly AssetView[], basis: Basis = 'store'): object {
  return { basis, assets: assets.map(assetDocument), counts: countStatuses(assets) }
}

export function assetDocument({ node, status, causes, record, lockedVersion, failure }: AssetView): object {
  return {
    name: node.name,
    status,
    causes,
    ...(record === undefined ? {} : recordFields(record)),
    ...(lockedVersion === undefined ? {} : { version: lockedVersion }),
    ...(failure === undefined ? {} : { error: failure }),
  }
}

function recordFields({ rows, sizeBytes, version, startedAt, durationMs }: NonNullable<AssetView['record']>): object {
  return { rows, sizeBytes, version, materializedAt: new Date(startedAt + durationMs).toISOString() }
}
