import { shortRow } from '../../../app/documents/row-lineage.ts'
import type { Row } from '../../../app/rows/result-columns.ts'
import type { RowHop, RowLineage } from '../../../app/rows/row-lineage.ts'
import { unitOf } from '../../../unit.ts'
import { cellText } from '../../../util/text/cell.ts'
import { count } from '../../../util/text/count.ts'
import { indented } from '../../../util/text/lines.ts'
import type { Style } from '../../text/style.ts'
import { padEnd, truncate } from '../../text/width.ts'

const shown = 60
export function rowCells(row: Row, { symbols }: Style): string[] {
  const cells = Object.entries(shortRow(row))
  const width = Math.max(0, ...cells.map(([name]) => name.length))
  return cells.map(([name, value]) => {
    const text = cellText(value).replaceAll(/\s+/g, ' ')
    return `${padEnd(name, width)}  ${truncate(text, shown, symbols.ellipsis)}`
  })
}

export function renderRowLineage(lineage: RowLineage, style: Style, name: string): string {
  const { column, value, matches, chains } = lineage
  const asset = unitOf(lineage.asset, lineage.partition)
  const { paint } = style
  const through = name === lineage.asset ? [] : [paint.faint(`${name} does something with the rows of ${asset}`), '']
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

function headLine({ asset, partition, place, current }: RowHop, at: number, { paint }: Style): string {
  const older = current ? '' : '  as it was then'
  return `${at === 0 ? '' : 'from '}${paint.strong(unitOf(asset, partition))}  ${paint.faint(`row ${place + 1}${older}`)}`
}
