import { AssetError } from '../../../errors.ts'
import { parseColumns } from '../../../table/codec/types/parse-type.ts'
import { readParquet } from '../../../table/engine/parquet.ts'
import { quoteId } from '../../../util/sql-text.ts'
import { cellText } from '../../../util/text/cell.ts'
import { count as rowCount, thousands } from '../../../util/text/count.ts'
import type { Session } from '../../open/session.ts'
import { readTables } from '../../rows/read-rows.ts'
import type { NamedTable } from '../../rows/stored-table.ts'
import { type CellForm, cellForm, textCell } from './cell.ts'
import { sheetEnd, sheetPath, sheetStart, workbookParts } from './workbook.ts'
import { zipOf } from './zip.ts'

/** The limits of a sheet. */
const most = { rows: 1_048_576, columns: 16_384 } as const
const otherFormat = 'write another format, such as --format csv'

interface SheetColumn extends CellForm {
  readonly asset: string
  readonly name: string
  /** `A`, `B`, `AA`. */
  readonly letters: string
}

/**
 * The table as the one sheet of a workbook, with the names of its columns in the first row. Numbers, days, times and
 * booleans are what they are in a spreadsheet, and everything else is a text as `show` prints it. Equal tables are
 * equal files.
 *
 * @throws AssetError `EXPORT_FAILED` with column and row for a value that a cell would change.
 */
export function xlsxOf(session: Session, table: NamedTable): AsyncGenerator<Uint8Array> {
  const { name, count, columns } = table
  const has = `${rowCount(count, 'row')} and ${rowCount(columns.length, 'column')}`
  if (count >= most.rows || columns.length > most.columns)
    throw new AssetError({
      code: 'EXPORT_FAILED',
      message: `${name} has ${has}; a sheet has ${thousands(most.rows)} rows, one of them for names, and ${thousands(most.columns)} columns`,
      fix: `export fewer, of an asset of its own; or ${otherFormat}`,
    })
  const others = Object.entries(workbookParts).map(([path, text]) => ({ path, text: [text] }))
  return zipOf([...others, { path: sheetPath, text: sheetOf(session, table) }])
}

async function* sheetOf(session: Session, { name: asset, ...table }: NamedTable): AsyncGenerator<string> {
  const columns = parseColumns(table.columns).map(({ name, type }, at): SheetColumn => {
    return { asset, name, letters: lettersOf(at), ...cellForm(type) }
  })
  const names = columns.map((column) => ({ ...column, cell: textCell }))
  yield `${sheetStart}${rowText(names, (at) => columns[at]?.name, 1)}`
  // By position: a row is an object, and a column may have any name.
  const select = columns.map(({ name, select }, at) => `${select(quoteId(name))} AS c${at}`).join(', ')
  const { rows: pieces } = await readTables(session, `SELECT ${select} FROM ${readParquet(table.file)}`, table.count)
  let before = 1
  for await (const rows of pieces) {
    yield rows.map((values, at) => rowText(columns, (column) => values[`c${column}`], before + at + 1)).join('')
    before += rows.length
  }
  yield sheetEnd
}

/** @param row of the sheet, where the names have the first; a value that is `null` has no cell. */
function rowText(columns: readonly SheetColumn[], valueAt: (column: number) => unknown, row: number): string {
  const cells = columns.map((column, at) => {
    const value = valueAt(at)
    if (value === null || value === undefined) return ''
    return `<c r="${column.letters}${row}"${cellOf(column, cellText(value), row - 1)}`
  })
  return `<row r="${row}">${cells.join('')}</row>`
}

/** @param row of the table, counted from 1; 0 is the column's name. */
function cellOf({ asset, name, cell }: SheetColumn, text: string, row: number): string {
  const written = cell(text)
  if (typeof written === 'string') return written
  const value = text.length > 60 ? `${text.slice(0, 60)}…` : text
  const what = row === 0 ? 'has a name that no cell holds' : `holds ${value}, in row ${row}`
  throw new AssetError({
    code: 'EXPORT_FAILED',
    message: `column "${name}" of ${asset} ${what}: ${written.refused}`,
    facts: { asset, column: name, row },
    fix: `export an asset in which it is a value that a cell holds; or ${otherFormat}`,
  })
}

function lettersOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : `${lettersOf(Math.floor(at / 26) - 1)}${last}`
}
