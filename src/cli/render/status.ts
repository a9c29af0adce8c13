import { type Status, statuses } from '../../causes.ts'
import type { Assessed } from '../../plan/assess.ts'
import { thousands } from '../text/count.ts'
import { ago } from '../text/duration.ts'
import { size } from '../text/size.ts'
import { paintStatus, type Style } from '../text/style.ts'
import { statusSymbol } from '../text/symbols.ts'
import { table } from '../text/table.ts'
import { onceEach } from './why.ts'

export interface StatusView {
  readonly assets: readonly Assessed[]
  /** For `5 m ago`. */
  readonly now: number
}

export function renderStatus({ assets, now }: StatusView, style: Style): string {
  const tell = onceEach()
  const rows = assets.map(({ facts, status, causes, current }) => {
    const record = facts.node.kind === 'check' ? undefined : current?.record
    return [
      statusSymbol(status, style.symbols),
      facts.node.name,
      status,
      tell(facts.node.name, causes),
      record === undefined ? '' : thousands(record.rows),
      record === undefined ? '' : size(record.sizeBytes),
      current === undefined ? '' : ago(current.record.startedAt + current.record.durationMs, now),
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
  return [...(assets.length > 0 ? lines : []), countsLine(assets)].join('\n')
}

export function countStatuses(assets: readonly Assessed[]): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>
  for (const { status } of assets) counts[status] += 1
  return counts
}

/** `12 fresh, 1 stale, 1 maybe`: what is fine first, then in the order of precedence. */
function countsLine(assets: readonly Assessed[]): string {
  const counts = countStatuses(assets)
  const order: readonly Status[] = ['fresh', ...statuses.filter((status) => status !== 'fresh')]
  const told = order.flatMap((status) => (counts[status] > 0 ? [`${thousands(counts[status])} ${status}`] : []))
  return told.length === 0 ? 'no assets' : told.join(', ')
}

export function statusDocument(assets: readonly Assessed[]): object {
  return { basis: 'store', assets: assets.map(assessedDocument), counts: countStatuses(assets) }
}

export function assessedDocument({ facts, status, causes, current, failure }: Assessed): object {
  return {
    name: facts.node.name,
    status,
    causes,
    ...(current === undefined ? {} : recordFields(current.record)),
    ...(failure === undefined ? {} : { error: failure }),
  }
}

function recordFields(record: NonNullable<Assessed['current']>['record']): object {
  const { rows, sizeBytes, version, startedAt, durationMs } = record
  return { rows, sizeBytes, version, materializedAt: new Date(startedAt + durationMs).toISOString() }
}
