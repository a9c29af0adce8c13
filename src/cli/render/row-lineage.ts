import type { RowHop, RowLineage } from '../../app/rows/row-lineage.ts'
import { jsonRow } from '../../util/safe-json.ts'
import { count } from '../text/count.ts'
import { indented } from '../text/lines.ts'
import type { Style } from '../text/style.ts'
import { padEnd, truncate } from '../text/width.ts'
import { cellText } from './cell.ts'

type Row = Readonly<Record<string, unknown>>

/** Vectors and bytes say nothing to a reader; lists of a few values would do, but are rarely what a row is known by. */
export function shortRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => !Array.isArray(value) && !ArrayBuffer.isView(value)),
  )
}

const shown = 60
const inDocument = 200

export function rowCells(row: Row, { symbols }: Style): string[] {
  const cells = Object.entries(shortRow(row))
  const width = Math.max(0, ...cells.map(([name]) => name.length))
  return cells.map(([name, value]) => {
    const text = cellText(value).replaceAll(/\s+/g, ' ')
    return `${padEnd(name, width)}  ${truncate(text, shown, symbols.ellipsis)}`
  })
}

export function rowDocument(row: Row): Row {
  const cut = (value: unknown) =>
    typeof value === 'string' && value.length > inDocument ? `${value.slice(0, inDocument)}…` : value
  return Object.fromEntries(Object.entries(jsonRow(shortRow(row))).map(([name, value]) => [name, cut(value)]))
}

export function renderRowLineage(found: RowLineage, style: Style, asked: string): string {
  const { asset, column, value, matches, chains } = found
  const { paint } = style
  const through = asked === asset ? [] : [paint.faint(`${asked} does something with the rows of ${asset}`), '']
  const many = matches > 1 ? [`${count(matches, 'row')} of ${asset} have ${column} ${JSON.stringify(value)}`] : []
  const more = matches > chains.length ? [`the first ${chains.length} are followed`] : []
  const head = [...many, ...more]
  const bodies = chains.map(({ hops, end }) => [
    ...hops.flatMap((hop, at) => [headLine(hop, at, style), ...indented(rowCells(hop.row, style))]),
    paint.faint(end.reason),
  ])
  return [
    ...through,
    ...head,
    ...(head.length > 0 ? [''] : []),
    ...bodies.flatMap((body, at) => (at === 0 ? body : ['', ...body])),
  ].join('\n')
}

function headLine({ asset, place, current }: RowHop, at: number, { paint }: Style): string {
  const older = current ? '' : '  as it was then'
  return `${at === 0 ? '' : 'from '}${paint.strong(asset)}  ${paint.faint(`row ${place + 1}${older}`)}`
}

export function rowLineageDocument({ chains, ...found }: RowLineage, asked: string): object {
  return {
    ...found,
    asset: asked,
    table: found.asset,
    chains: chains.map(({ hops, end }) => ({ hops: hops.map((hop) => ({ ...hop, row: rowDocument(hop.row) })), end })),
  }
}
