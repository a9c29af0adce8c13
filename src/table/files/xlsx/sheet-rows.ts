import { fileMistake } from '../file-mistake.ts'
import { broken } from './archive.ts'
import { type CellValue, isoCell, shownNumber } from './cell-value.ts'
import { textReader, unescaped, type Workbook } from './workbook.ts'
import { attributeOf, xmlReader } from './xml.ts'

/** The cells of a row with a value, by column, counted from 0. */
export interface SheetRow {
  /** As the sheet counts, from 1. */
  readonly row: number
  readonly cells: ReadonlyMap<number, CellValue>
}

/** The number of rows of a sheet. */
const mostRows = 1_048_576

interface Sheet {
  readonly path: string
  readonly workbook: Workbook
  readonly text: AsyncIterable<string> | Iterable<string>
}

/**
 * The rows of a sheet that have a value.
 *
 * @throws AssetError `ASSET_VALUE` where the value of a cell cannot be read.
 */
export async function* sheetRows({ path, workbook, text }: Sheet): AsyncGenerator<SheetRow> {
  let ready: SheetRow[] = []
  let [row, column] = [0, -1]
  let cells = new Map<number, CellValue>()
  let cell: { type: string; style: number; value: string | undefined; hasFormula: boolean } | undefined
  let isValue = false
  const inline = textReader()
  const place = () => `${lettersOf(column)}${row}`
  const reader = xmlReader({
    open(name, attributes) {
      if (name === 'row') {
        const last = row
        row = Number(attributeOf(attributes, 'r') ?? row + 1)
        if (!(row > last && row <= mostRows)) throw unordered(path, last, row)
        column = -1
        cells = new Map()
      } else if (name === 'c') {
        const at = attributeOf(attributes, 'r')
        column = at === undefined ? column + 1 : columnOf(at)
        const [type, style] = [attributeOf(attributes, 't') ?? 'n', Number(attributeOf(attributes, 's') ?? 0)]
        cell = { type, style, value: undefined, hasFormula: false }
        inline.begin()
      } else if (cell !== undefined) {
        if (name === 'v') [isValue, cell.value] = [true, '']
        else if (name === 'f') cell.hasFormula = true
        else if (name === 'is') cell.value = ''
        inline.open(name)
      }
    },
    text(some) {
      if (isValue && cell !== undefined) cell.value += some
      else inline.text(some)
    },
    close(name) {
      inline.close(name)
      if (name === 'v') isValue = false
      else if (name === 'c' && cell !== undefined) {
        if (cell.type === 'inlineStr' && cell.value !== undefined) cell.value = inline.end()
        const value = cellOf(cell)
        if (value !== undefined) cells.set(column, value)
        cell = undefined
      } else if (name === 'row' && cells.size > 0) ready.push({ row, cells })
    },
  })

  function cellOf({ type, style, value, hasFormula }: NonNullable<typeof cell>): CellValue | undefined {
    if (value === undefined || (value === '' && !type.toLowerCase().includes('str'))) {
      if (!hasFormula) return undefined
      throw fileMistake({
        path,
        problem: `has a formula in ${place()} whose value it does not hold`,
        fix: 'open it in a spreadsheet and save it there, which computes the values',
      })
    }
    switch (type) {
      case 's': {
        const text = workbook.strings[Number(value)]
        if (text === undefined) throw broken(path)
        return { kind: 'text', text }
      }
      case 'b':
        return { kind: 'boolean', text: value === '1' || value === 'true' ? 'true' : 'false' }
      case 'd':
        return isoCell(value)
      case 'n':
        return shownNumber(value.trim(), workbook.forms[style] ?? 'number', workbook.is1904)
      case 'str':
        return { kind: 'text', text: unescaped(value) }
      default:
        // An inline text, or the name of an error, such as #N/A.
        return { kind: 'text', text: value }
    }
  }

  for await (const piece of text) {
    reader.next(piece)
    yield* ready
    ready = []
  }
  if (!reader.isWhole()) throw broken(path)
}

const unordered = (path: string, last: number, row: number) =>
  fileMistake({
    path,
    problem: `has the row ${row} behind the row ${last}`,
    fix: 'open it in a spreadsheet and save it there, which writes the rows in order',
  })

/** `B` of `B12` is 1. */
function columnOf(place: string): number {
  let column = 0
  for (const letter of place.replace(/\d+$/, '').toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function lettersOf(column: number): string {
  const before = Math.floor(column / 26)
  return `${before > 0 ? lettersOf(before - 1) : ''}${String.fromCharCode(65 + (column % 26))}`
}
