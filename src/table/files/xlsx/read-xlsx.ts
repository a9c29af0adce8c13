import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadOptions } from '../../../define/read-options.ts'
import { scratchFolder } from '../../../store/scratch.ts'
import { quotedField } from '../../../util/text/csv-field.ts'
import type { Engine } from '../../engine/open.ts'
import { mostLineBytes } from '../csv/csv-head.ts'
import { openCsv } from '../csv/read-csv.ts'
import type { DataFiles, OpenedFiles } from '../data-files.ts'
import { unpackedBytes } from '../packed.ts'
import { type Archive, archiveOf } from './archive.ts'
import type { CellKind, CellValue } from './cell-value.ts'
import { type SheetRow, sheetRows } from './sheet-rows.ts'
import { sheetOf, type Workbook, workbookOf } from './workbook.ts'

/**
 * A sheet of each workbook, turned into CSV and read like CSV, with the same names, types and options. Sheets also have
 * kinds of cells, which CSV lacks; they decide the type of a column, so a text that looks like a number stays text.
 */
export async function openXlsx(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  const folder = scratchFolder('xlsx')
  const close = () => rm(folder, { recursive: true, force: true })
  const copies = new Map<string, string>()
  const kinds = new Map<string, Set<CellKind>>()
  let rowOfLine: Layout['rowOfLine'] = new Map()
  let longest = mostLineBytes
  try {
    for (const path of files.paths) {
      const sheet = await openSheet(files, path)
      const layout = await layoutOf(sheet)
      for (const [name, some] of layout.kinds) kinds.set(name, (kinds.get(name) ?? new Set()).union(some))
      const copy = join(folder, `${copies.size}.csv`)
      await pipeline(Readable.from(linesOf(sheet, layout)), createWriteStream(copy))
      longest = Math.max(longest, layout.longest)
      rowOfLine = layout.rowOfLine
      copies.set(path, copy)
    }
    const { texts, types } = typesOf(kinds)
    const placeOf = (path: string) => copies.get(path) ?? files.placeOf(path)
    const read = readOf(files.read, { types, longest })
    const opened = await openCsv(engine, {
      ...{ ...files, read, placeOf, exact: true },
      texts: files.texts.union(texts),
    })
    // Only for one workbook, since a caller that looks for the row of a value opens one.
    const unread = opened.unread.map((one) => ({ ...one, line: rowOfLine.get(one.line) ?? one.line }))
    return { ...opened, unread, close: () => opened.close().finally(close) }
  } catch (error) {
    await close()
    throw error
  }
}

interface OpenSheet {
  readonly read: ReadOptions
  rows(): AsyncIterable<SheetRow>
}

async function openSheet(files: DataFiles, path: string): Promise<OpenSheet> {
  const pieces: Buffer[] = []
  for await (const piece of unpackedBytes(files, path) as AsyncIterable<Buffer>) pieces.push(piece)
  const archive = archiveOf(path, Buffer.concat(pieces))
  const workbook = await workbookOf(path, archive)
  const { name, part } = sheetOf(path, workbook, files.read.sheet)
  if (files.read.sheet === undefined) await tellOthers(files, { path, name, workbook, archive })
  return { read: files.read, rows: () => sheetRows({ path, workbook, text: archive.text(part) }) }
}

interface Chosen {
  readonly path: string
  readonly name: string
  readonly workbook: Workbook
  readonly archive: Archive
}

async function tellOthers(files: DataFiles, { path, name, workbook, archive }: Chosen): Promise<void> {
  const others: string[] = []
  for (const sheet of workbook.sheets) {
    if (sheet.name === name || sheet.isHidden) continue
    for await (const _ of sheetRows({ path, workbook, text: archive.text(sheet.part) })) {
      others.push(`"${sheet.name}"`)
      break
    }
  }
  if (others.length === 0) return
  files.warn(`${path} is read for its sheet "${name}", and not for ${others.join(', ')}: say which with { sheet }`)
}

/** The place of the table in the sheet. */
interface Layout {
  readonly header: SheetRow | undefined
  /** The first row of the data. */
  readonly first: number
  readonly columns: readonly number[]
  readonly kinds: ReadonlyMap<string, ReadonlySet<CellKind>>
  /** The length of the longest CSV line that was made, in bytes. */
  longest: number
  /**
   * CSV line -> row of the sheet, for lines that begin a row. Only under `ignoreErrors`, whose messages name rows.
   */
  readonly rowOfLine: Map<number, number>
}

async function layoutOf({ read, rows }: OpenSheet): Promise<Layout> {
  const { skip = 0, header: hasHeader = true } = read
  const kinds = new Map<number, Set<CellKind>>()
  let header: SheetRow | undefined
  let first: number | undefined
  for await (const row of rows()) {
    if (row.row <= skip) continue
    first ??= row.row
    const isHeader = hasHeader && header === undefined
    if (isHeader) header = row
    for (const [column, value] of row.cells) {
      const some = kinds.get(column) ?? new Set()
      if (!isHeader && !isNull(value, read)) some.add(value.kind)
      kinds.set(column, some)
    }
  }
  const columns = [...kinds.keys()].sort((a, b) => a - b)
  const declared = hasHeader ? undefined : Object.keys(read.columns ?? {})
  const nameOf = (column: number, at: number) => {
    const name = declared?.length === columns.length ? declared[at] : header?.cells.get(column)?.text
    return name === undefined || name === '' ? `column${at}` : name
  }
  return {
    ...{
      header,
      columns,
      longest: 0,
      rowOfLine: new Map(),
      first: header === undefined ? (first ?? 1) : header.row + 1,
    },
    kinds: new Map(columns.map((column, at) => [nameOf(column, at), kinds.get(column) as Set<CellKind>])),
  }
}

const isNull = ({ text }: CellValue, { nullText = [] }: ReadOptions): boolean => [nullText].flat().includes(text)

async function* linesOf({ read, rows }: OpenSheet, layout: Layout): AsyncGenerator<string> {
  const { header, columns, first } = layout
  const lineOf = (cellOf: (column: number) => string) => {
    const line = `${columns.map(cellOf).join(',')}\n`
    layout.longest = Math.max(layout.longest, Buffer.byteLength(line))
    return line
  }
  const headerLine = header === undefined ? '' : lineOf((column) => quotedField(header.cells.get(column)?.text ?? ''))
  yield headerLine
  let next = first
  let begin = 1 + breaksIn(headerLine)
  for await (const { row, cells } of rows()) {
    if (row < next) continue
    // An empty row does not count, except in a sheet of one column, where it is a row without a value.
    if (columns.length === 1) {
      yield '\n'.repeat(row - next)
      begin += row - next
    }
    next = row + 1
    const line = lineOf((column) => {
      const value = cells.get(column)
      return value === undefined || isNull(value, read) ? '' : quotedField(value.text)
    })
    if (read.ignoreErrors === true) {
      layout.rowOfLine.set(begin, row)
      begin += breaksIn(line)
    }
    yield line
  }
}

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/**
 * The types of columns whose cells are all of one kind that the text of their values does not show.
 */
function typesOf(kinds: ReadonlyMap<string, ReadonlySet<CellKind>>) {
  const texts = new Set<string>()
  const types: Record<string, string> = Object.create(null)
  for (const [name, some] of kinds) {
    const all = [...some]
    if (all.length > 0 && all.every((kind) => kind === 'time')) types[name] = 'TIME'
    else if (all.length === 2 && all.every((kind) => kind === 'day' || kind === 'moment')) types[name] = 'TIMESTAMP'
    else if (all.length > 1 || some.has('text')) texts.add(name)
  }
  return { texts, types }
}

function readOf(
  { header, columns, types, allVarchar, hivePartitioning, ignoreErrors }: ReadOptions,
  sheet: { readonly types: Readonly<Record<string, string>>; readonly longest: number },
): ReadOptions {
  const options = { header, columns, allVarchar, hivePartitioning, ignoreErrors }
  const ofSheet = columns === undefined && allVarchar !== true
  const all = { ...options, types: ofSheet ? { ...sheet.types, ...types } : types }
  const stated = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return { ...stated, delimiter: ',', quote: '"', maxLineBytes: sheet.longest + 1 }
}
