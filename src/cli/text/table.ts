import { truncate, width } from './width.ts'

export interface TableColumn {
  /** Not given in any column: the table has no head. */
  readonly head?: string
  readonly align?: 'left' | 'right'
  /** At least so wide, so that a column stands where it stood last time. */
  readonly min?: number
  /** Gives up its space first where the terminal is too narrow. */
  readonly shrink?: boolean
  /** Colours a whole cell, after it was measured and padded. */
  readonly paint?: (cell: string, row: number) => string
}
export interface TableOptions {
  readonly indent?: number
  readonly gap?: number
  /** Columns of the terminal. */
  readonly columns?: number
  readonly paintHead?: (text: string) => string
  readonly ellipsis?: string
}

/** Lines of aligned cells. Trailing space is cut; a cell never wraps. */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { indent = 2, gap = 2, columns: limit = Number.POSITIVE_INFINITY, paintHead, ellipsis = '…' }: TableOptions = {},
): string[] {
  const sizes = rows.map((row) => columns.map((_, at) => width(row[at] ?? '')))
  const widths = fitted(columns, measure(columns, sizes), limit - indent - gap * (columns.length - 1))
  const line = (
    cells: readonly string[],
    cellWidths: readonly number[],
    paint: (cell: string, column: TableColumn) => string,
  ) =>
    ' '.repeat(indent) +
    columns
      .map((column, at) => {
        const cell = { text: cells[at] ?? '', width: cellWidths[at] ?? 0 }
        return paint(padCell(cell, column, { columns: widths[at] ?? 0, ellipsis }), column)
      })
      .join(' '.repeat(gap))
      .trimEnd()
  const head = columns.some((column) => column.head !== undefined)
    ? [
        line(
          columns.map((column) => column.head ?? ''),
          columns.map((column) => width(column.head ?? '')),
          (cell) => cell,
        ),
      ].map((text) => paintHead?.(text) ?? text)
    : []
  const lines = rows.map((row, at) => line(row, sizes[at] ?? [], (cell, column) => column.paint?.(cell, at) ?? cell))
  return [...head, ...lines]
}

/** @param sizes The width of each cell, a row each: it takes a look at every character, and is asked for once. */
function measure(columns: readonly TableColumn[], sizes: readonly (readonly number[])[]): number[] {
  return columns.map((column, at) => {
    let widest = Math.max(column.min ?? 0, width(column.head ?? ''))
    for (const row of sizes) widest = Math.max(widest, row[at] ?? 0)
    return widest
  })
}

const leastWidth = 12

/** Takes what is too much from the columns that may shrink, the widest of them first. */
function fitted(columns: readonly TableColumn[], wanted: readonly number[], limit: number): number[] {
  const widths = [...wanted]
  let excess = widths.reduce((sum, one) => sum + one, 0) - limit
  const shrinking = columns.flatMap((column, at) => (column.shrink ? [at] : []))
  shrinking.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))
  for (const at of shrinking) {
    if (excess <= 0) break
    const reduction = Math.min(excess, Math.max(0, (widths[at] ?? 0) - leastWidth))
    widths[at] = (widths[at] ?? 0) - reduction
    excess -= reduction
  }
  return widths
}

function padCell(
  cell: { readonly text: string; readonly width: number },
  column: TableColumn,
  { columns, ellipsis }: { readonly columns: number; readonly ellipsis: string },
): string {
  const isCut = column.shrink === true && cell.width > columns
  const text = isCut ? truncate(cell.text, columns, ellipsis) : cell.text
  const space = ' '.repeat(Math.max(0, columns - (isCut ? width(text) : cell.width)))
  return column.align === 'right' ? space + text : text + space
}
