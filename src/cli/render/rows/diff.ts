import type { DiffReport, DiffRow, DiffSide } from '../../../app/kept/diff.ts'
import type { Row } from '../../../app/rows/result-columns.ts'
import type { ColumnChange } from '../../../table/compare/compare-tables.ts'
import { unitOf } from '../../../unit.ts'
import { cellText } from '../../../util/text/cell.ts'
import { count } from '../../../util/text/count.ts'
import { ago } from '../../../util/text/duration.ts'
import type { Style } from '../../text/style.ts'
import { visible } from '../../text/visible.ts'
import { truncate } from '../../text/width.ts'

const widestCell = 40

export function renderDiff(report: DiffReport, style: Style, now: number): string {
  const { before, after, same, schema, rows, columns, key, sample } = report
  const { paint } = style
  const head = `${paint.strong(unitOf(report.asset, report.partition))}  ${sideText(before, now)} → ${sideText(after, now)}`
  if (same) return [head, `the same ${count(after.rows, 'row')}`].join('\n')
  const changed = key === null ? [] : [`${rows.changed} changed`]
  const counts = [`${rows.added} added`, `${rows.removed} removed`, ...changed, `${rows.same} the same`].join(', ')
  const isOrder = schema.length + rows.added + rows.removed + rows.changed === 0
  return [
    head,
    ...(schema.length === 0 ? [] : [`schema   ${schema.map(columnText).join(', ')}`]),
    `rows     ${counts}${key === null ? '' : `, by ${key}`}${isOrder ? ': they are in another order' : ''}`,
    ...(columns.length === 0 ? [] : [`columns  ${columns.map((one) => `${one.column} ${one.rows}`).join(', ')}`]),
    ...sample.map((row) => rowText(row, { key, style })),
  ].join('\n')
}

function sideText({ version, environment, materializedAt }: DiffSide, now: number): string {
  return `${environment === undefined ? '' : `${environment} `}${version.slice(0, 8)} (${ago(Date.parse(materializedAt), now)})`
}

function columnText(change: ColumnChange): string {
  switch (change.change) {
    case 'added':
      return `+ ${change.column} ${change.after}`
    case 'removed':
      return `- ${change.column} ${change.before}`
    default:
      return `${change.column} ${change.before} → ${change.after}`
  }
}

interface Around {
  readonly key: string | null
  readonly style: Style
}

function rowText({ change, before = {}, after = {} }: DiffRow, { key, style }: Around): string {
  const { paint } = style
  const cell = (value: unknown) => cellOf(value, style)
  if (change === 'added') return paint.good(`  + ${fields(after, cell)}`)
  if (change === 'removed') return paint.bad(`  - ${fields(before, cell)}`)
  const differ = Object.keys(after).filter((name) => name !== key)
  const changes = differ.map((name) => `${name} ${cell(before[name])} → ${cell(after[name])}`)
  return `  ~ ${key === null ? '' : `${key} ${cell(after[key])}  `}${changes.join('  ')}`
}

const fields = (row: Row, cell: (value: unknown) => string): string =>
  Object.entries(row)
    .map(([name, value]) => `${name} ${cell(value)}`)
    .join('  ')

function cellOf(value: unknown, { raw, symbols }: Style): string {
  const line = cellText(value).replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  return truncate(raw ? line : visible(line), widestCell, symbols.ellipsis)
}
