import { countStatuses } from '../../../app/documents/status.ts'
import type { AssetView } from '../../../app/open/view.ts'
import { onceEach, whyNot } from '../../../app/words/why.ts'
import { type Status, statuses } from '../../../causes.ts'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { thousands } from '../../../util/text/count.ts'
import { ago } from '../../../util/text/duration.ts'
import { size } from '../../../util/text/size.ts'
import { paintStatus, type Style } from '../../text/style.ts'
import { statusSymbol } from '../../text/symbols.ts'
import { table } from '../../text/table.ts'
import { rootLines } from './roots.ts'

export interface StatusView {
  readonly assets: readonly AssetView[]
  /** For `5 m ago`. */
  readonly now: number
}

export function renderStatus({ assets, now }: StatusView, style: Style): string {
  const tell = onceEach()
  const rows = assets.map((view) => {
    const { node, status, record } = view
    const table = nodeKinds[node.kind].judges ? undefined : record
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

/** `12 fresh, 1 stale, 1 maybe`: what is fine first, then in the order of precedence. */
function countsLine(assets: readonly AssetView[]): string {
  const counts = countStatuses(assets)
  const order: readonly Status[] = ['fresh', ...statuses.filter((status) => status !== 'fresh')]
  const parts = order.flatMap((status) => (counts[status] > 0 ? [`${thousands(counts[status])} ${status}`] : []))
  return parts.length === 0 ? 'no assets' : parts.join(', ')
}
