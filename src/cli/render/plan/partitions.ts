import type { AssetView, PartitionRange } from '../../../app/open/view.ts'
import { type Status, statuses } from '../../../causes.ts'
import { thousands } from '../../../util/text/count.ts'
import { paintStatus, type Style } from '../../text/style.ts'
import { statusSymbol } from '../../text/symbols.ts'
import { table } from '../../text/table.ts'

interface Line {
  readonly name: string
  readonly status: Status
  readonly keys: string
  readonly count: string
  readonly why: string
}

/** What is true of each partition: neighbours of which the same is true are one line. */
export function renderPartitions(assets: readonly AssetView[], style: Style): string {
  const lines = assets.flatMap(({ node, partitions }) =>
    (partitions?.ranges ?? []).map((range, index) => lineOf(index === 0 ? node.name : '', range)),
  )
  const paint = (cell: string, row: number) => paintStatus(cell, lines[row]?.status ?? 'unknown', style)
  const rows = lines.map((line) => [
    statusSymbol(line.status, style.symbols),
    line.name,
    line.keys,
    line.count,
    line.status,
    line.why,
  ])
  const columns = [
    { paint },
    { head: 'ASSET' },
    { head: 'PARTITIONS' },
    { head: 'COUNT', align: 'right' as const },
    { head: 'STATUS', paint },
    { head: 'WHY', shrink: true },
  ]
  const options = { columns: style.columns, paintHead: style.paint.faint, ellipsis: style.symbols.ellipsis }
  return [...(lines.length > 0 ? table(columns, rows, options) : []), totalLine(assets)].join('\n')
}

function lineOf(name: string, { from, to, count, status, why = '' }: PartitionRange): Line {
  return { name, status, keys: count === 1 ? from : `${from}..${to}`, count: thousands(count), why }
}

function totalLine(assets: readonly AssetView[]): string {
  const all = assets.flatMap(({ partitions }) => (partitions === undefined ? [] : [partitions]))
  if (all.length === 0) return 'nothing that is selected has partitions'
  const parts = statuses.toReversed().flatMap((status) => {
    const amount = all.reduce((sum, { counts }) => sum + (counts[status] ?? 0), 0)
    return amount === 0 ? [] : [`${thousands(amount)} ${status}`]
  })
  return parts.length === 0 ? 'no partition yet' : parts.join(', ')
}
