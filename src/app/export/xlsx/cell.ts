import type { DataType } from '../../../table/codec/types/data-type.ts'

/** What stands behind the place of a cell, or why no cell holds the value. */
export type Cell = string | { readonly refused: string }

/** How values of a type become cells of a sheet. */
export interface CellForm {
  /** The SQL of its values: their text in SQL, or the value as it is, whose text is that of `show`. */
  readonly select: (expression: string) => string
  readonly cell: (text: string) => Cell
}

/**
 * By the number of the style: https://ecma-international.org/publications-and-standards/standards/ecma-376, 18.8.30.
 */
export const numberFormats = ['General', 'yyyy\\-mm\\-dd', 'yyyy\\-mm\\-dd\\ hh:mm:ss.000', 'hh:mm:ss.000'] as const
const styles = { number: 0, date: 1, moment: 2, time: 3 } as const

export function cellForm(type: DataType): CellForm {
  const cell = type.kind === 'scalar' ? cellOf(type.name) : undefined
  if (cell === undefined) return { select: (sql) => sql, cell: textCell }
  return { select: (sql) => `CAST(${sql} AS VARCHAR)`, cell }
}

/** `undefined` for what a spreadsheet has no kind of. */
function cellOf(type: string): CellForm['cell'] | undefined {
  if (type === 'BOOLEAN') return (text) => ` t="b"><v>${text === 'true' ? 1 : 0}</v></c>`
  if (/^U?(?:TINY|SMALL|BIG)?INT(?:EGER|64)?$/.test(type)) return integerCell
  if (/^(?:DOUBLE|FLOAT|REAL)$/.test(type)) return floatCell
  if (type.startsWith('DECIMAL(')) return decimalCell
  if (type === 'DATE') return (text) => dayCell(text, styles.date)
  if (type === 'TIMESTAMP') return (text) => dayCell(text, styles.moment)
  return type === 'TIME' ? timeCell : undefined
}

const numberCell = (text: string | number, style: number = styles.number): string =>
  style === styles.number ? `><v>${text}</v></c>` : ` s="${style}"><v>${text}</v></c>`

function integerCell(text: string): Cell {
  if (Number.isSafeInteger(Number(text))) return numberCell(text)
  return { refused: 'a number of a spreadsheet is exact below 2^53 alone' }
}

function floatCell(text: string): Cell {
  return Number.isFinite(Number(text)) ? numberCell(text) : { refused: 'a spreadsheet has no such number' }
}

/** A double gives back this many digits as they were, whichever they are. */
const doubleDigits = 15

function decimalCell(text: string): Cell {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length
  return digits <= doubleDigits
    ? numberCell(text)
    : { refused: `a number of a spreadsheet is exact to ${doubleDigits} digits` }
}

const dayMs = 86_400_000
/** Day 0. The calendar has a 29 February 1900, so that programs differ on the days before. */
const zeroMs = Date.UTC(1899, 11, 30)
const firstMs = Date.UTC(1900, 2, 1)
const clock = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})0*)?$/
const finer = { refused: 'a time of a spreadsheet is exact to the millisecond' } as const

function dayCell(text: string, style: number): Cell {
  const [day = '', time = '00:00:00'] = text.split(' ')
  const dateMs = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN
  // A year before Christ, a year of five digits and an instant without an end have no number.
  if (!(dateMs >= firstMs)) return { refused: 'a day of a spreadsheet is one from 1900-03-01 to 9999-12-31' }
  const timeMs = millisecondsOf(time)
  return timeMs === undefined ? finer : numberCell((dateMs + timeMs - zeroMs) / dayMs, style)
}

function timeCell(text: string): Cell {
  const timeMs = millisecondsOf(text)
  if (timeMs === undefined) return finer
  return timeMs < dayMs
    ? numberCell(timeMs / dayMs, styles.time)
    : { refused: 'a time of a spreadsheet is before 24:00' }
}

/** Since midnight; `undefined` where it is no whole number. */
function millisecondsOf(text: string): number | undefined {
  const match = clock.exec(text)
  if (match === null) return undefined
  const [, hours, minutes, seconds, fraction = ''] = match
  return (
    Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(fraction.padEnd(3, '0'))
  )
}

/** In units of UTF-16, which Excel counts. */
const longestText = 32_767
// XML does not allow these characters. Excel has an escape for them, which other programs do not understand.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const unwritable = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_/

export function textCell(text: string): Cell {
  if (text.length > longestText) return { refused: 'a text of a spreadsheet has at most 32,767 characters' }
  const character = unwritable.exec(text)?.[0]
  if (character !== undefined) return { refused: `programs differ on what ${JSON.stringify(character)} is in a text` }
  const escaped = text.replace(/[&<>\r]/g, (one) => `&#${one.charCodeAt(0)};`)
  return ` t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`
}
