import type { Row } from '../../../app/rows/result-columns.ts'
import type { Column } from '../../../define/table.ts'
import { cellText } from '../../../util/text/cell.ts'
import type { Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'
import { oneLine } from '../../text/visible.ts'
import { truncate } from '../../text/width.ts'

/** Wider cells are cut in a table: an embedding or a document would push everything else away. */
const widestCell = 60

export function renderTable(columns: readonly Column[], rows: readonly Row[], style: Style): string {
  const { paint, symbols } = style
  const cells = rows.map((row) =>
    columns.map(({ name }) => truncate(oneLine(cellText(row[name]), style.raw), widestCell, symbols.ellipsis)),
  )
  const heads = columns.map(({ name, type }) => ({
    head: name,
    align: isNumber(type) ? ('right' as const) : ('left' as const),
    shrink: true,
  }))
  return table(heads, cells, {
    indent: 0,
    columns: style.columns,
    paintHead: paint.strong,
    ellipsis: symbols.ellipsis,
  }).join('\n')
}

export function renderMarkdown(columns: readonly Column[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>')
  return [
    line(columns.map(({ name }) => escaped(name))),
    line(columns.map(({ type }) => (isNumber(type) ? '--:' : '---'))),
    ...rows.map((row) => line(columns.map(({ name }) => escaped(cellText(row[name], ''))))),
  ].join('\n')
}

export function renderSchema(columns: readonly Column[], style: Style): string {
  const { paint } = style
  return table(
    [{ head: 'COLUMN' }, { head: 'TYPE' }],
    columns.map(({ name, type }) => [name, type]),
    { indent: 0, paintHead: paint.faint },
  ).join('\n')
}

function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL(\(.*\))?)$/.test(type)
}
