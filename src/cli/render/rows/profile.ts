import type { ProfileReport } from '../../../app/profile/profile.ts'
import { cellText } from '../../../util/text/cell.ts'
import type { Style } from '../../text/style.ts'
import { unicode } from '../../text/symbols.ts'
import { table } from '../../text/table.ts'
import { oneLine, visible } from '../../text/visible.ts'
import { truncate } from '../../text/width.ts'

type Column = ProfileReport['columns'][number]

const blocks = '▁▂▃▄▅▆▇█'
const digits = '12345678'
const widestValue = 24
/** How many frequent values a line has. */
const mostShown = 4

/** A line a column: its values in short, and how they lie. */
export function renderProfile({ asset, rows, columns }: ProfileReport, style: Style): string {
  const { paint } = style
  const heads = ['COLUMN', 'TYPE', 'MISSING', 'DISTINCT', 'MIN', 'MEDIAN', 'MAX', 'VALUES']
  const cells = columns.map((column) => [
    visible(column.name),
    column.type,
    percent(column.missing, rows),
    column.distinct === null ? '' : String(column.distinct),
    ...spread(column, style),
    values(column, rows, style),
  ])
  const aligned = heads.map((head, at) => ({
    head,
    align: at > 1 && at < 7 ? ('right' as const) : ('left' as const),
    shrink: at === 7,
  }))
  const lines = table(aligned, cells, {
    indent: 0,
    columns: style.columns,
    paintHead: paint.faint,
    ellipsis: style.symbols.ellipsis,
  })
  return [`${paint.strong(asset)}  ${rows} ${rows === 1 ? 'row' : 'rows'}`, '', ...lines].join('\n')
}

const percent = (part: number, of: number): string =>
  part === 0 ? '-' : `${((part / of) * 100).toFixed(part / of < 0.1 ? 1 : 0)} %`

function spread({ min, max, quantiles, lengths }: Column, style: Style): readonly string[] {
  if (lengths !== undefined) return [`${lengths.min} long`, `${lengths.mean.toFixed(1)} long`, `${lengths.max} long`]
  return [short(min, style), short(quantiles?.[2], style), short(max, style)]
}

function short(value: unknown, { symbols }: Style): string {
  if (value === undefined || value === null) return ''
  const text =
    typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : cellText(value)
  const withoutZeros = text.replace(/(?:T00:00:00)?\.(?:000000|000000000)(?=Z?$)/, '')
  return truncate(oneLine(withoutZeros), widestValue, symbols.ellipsis)
}

/** Numbers as a histogram; anything else by the values that stand most often. */
function values({ histogram, top = [], distinct }: Column, rows: number, style: Style): string {
  if (histogram !== undefined) return bars(histogram.counts, style)
  const shown = top.slice(0, mostShown).map(({ value, count }) => `${short(value, style)} ${percent(count, rows)}`)
  const isRare = (top[0]?.count ?? 0) <= 1
  return isRare && distinct !== null && distinct > mostShown ? '' : shown.join(', ')
}

function bars(counts: readonly number[], { symbols }: Style): string {
  const signs = symbols === unicode ? blocks : digits
  const most = Math.max(...counts)
  return counts
    .map((count) =>
      count === 0 ? (symbols === unicode ? ' ' : '.') : signs[Math.ceil((count / most) * signs.length) - 1],
    )
    .join('')
}
