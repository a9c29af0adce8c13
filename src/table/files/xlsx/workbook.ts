import { didYouMean } from '../../../util/suggest.ts'
import { fileMistake } from '../file-mistake.ts'
import { type Archive, broken } from './archive.ts'
import { formOfCode, formOfId, type NumberForm } from './cell-value.ts'
import { attributeOf, type XmlHandlers, xmlReader } from './xml.ts'

interface Sheet {
  readonly name: string
  readonly part: string
  readonly isHidden: boolean
}

/** The tables that the cells of all sheets refer to. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  readonly strings: readonly string[]
  /** The form of each style, by its number. */
  readonly forms: readonly NumberForm[]
  readonly is1904: boolean
}

/** @throws AssetError `ASSET_VALUE` where the archive is no workbook. */
export async function workbookOf(path: string, archive: Archive): Promise<Workbook> {
  const roots = await relationsOf(path, archive, '_rels/.rels')
  const main = roots.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  const { sheets, is1904 } = await sheetsOf(path, archive, main)
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const parts = await relationsOf(path, archive, `${folder}_rels/${main.slice(folder.length)}.rels`, folder)
  const partOf = (type: string) => parts.find((one) => one.type === type)?.part
  return {
    is1904,
    // A sheet that is a chart has no cells.
    sheets: sheets.flatMap(({ id, ...sheet }) => {
      const part = parts.find((one) => one.id === id && one.type === 'worksheet')?.part
      return part === undefined ? [] : [{ ...sheet, part }]
    }),
    strings: await stringsOf(path, archive, partOf('sharedStrings')),
    forms: await formsOf(path, archive, partOf('styles')),
  }
}

/** The sheet of that name, or the first one that is not hidden. */
export function sheetOf(path: string, { sheets }: Workbook, name: string | undefined): Sheet {
  const sheet = name === undefined ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]) : sheetNamed(sheets, name)
  if (sheet !== undefined) return sheet
  const names = sheets.map((one) => one.name)
  const problem = name === undefined ? 'has no sheet with cells' : `has no sheet "${name}"`
  const fix =
    name === undefined ? 'leave it out of the glob' : didYouMean(name, names, `name one of ${names.join(', ')}`)
  throw fileMistake({ path, problem, fix })
}

const sheetNamed = (sheets: readonly Sheet[], name: string) => sheets.find((sheet) => sheet.name === name)

/** Reads a part of the archive if it exists. */
export async function readPart(
  path: string,
  archive: Archive,
  { part, ...handlers }: XmlHandlers & { readonly part: string },
): Promise<void> {
  const reader = xmlReader(handlers)
  for await (const piece of archive.text(part)) reader.next(piece)
  if (!reader.isWhole()) throw broken(path)
}

const nothing = () => undefined

interface Relation {
  readonly id: string
  /** The last word of its type; the rest differs between versions of the format. */
  readonly type: string
  readonly part: string
}

async function relationsOf(path: string, archive: Archive, part: string, folder = ''): Promise<readonly Relation[]> {
  const relations: Relation[] = []
  const open = (name: string, attributes: string) => {
    const target = attributeOf(attributes, 'Target')
    if (name !== 'Relationship' || target === undefined) return
    const type = attributeOf(attributes, 'Type')?.split('/').at(-1) ?? ''
    const to = target.startsWith('/') ? target.slice(1) : resolved(`${folder}${target}`)
    relations.push({ id: attributeOf(attributes, 'Id') ?? '', type, part: to })
  }
  await readPart(path, archive, { part, open, close: nothing, text: nothing })
  return relations
}

/** The path without `..`. */
const resolved = (path: string): string => new URL(path, 'file:///').pathname.slice(1)

async function sheetsOf(path: string, archive: Archive, part: string) {
  const sheets: { name: string; id: string; isHidden: boolean }[] = []
  let is1904 = false
  const open = (name: string, attributes: string) => {
    if (name === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributeOf(attributes, 'date1904') ?? '')
    if (name !== 'sheet') return
    const isHidden = (attributeOf(attributes, 'state') ?? 'visible') !== 'visible'
    sheets.push({ name: attributeOf(attributes, 'name') ?? '', id: attributeOf(attributes, 'id') ?? '', isHidden })
  }
  await readPart(path, archive, { part, open, close: nothing, text: nothing })
  return { sheets, is1904 }
}

async function stringsOf(path: string, archive: Archive, part: string | undefined): Promise<readonly string[]> {
  const strings: string[] = []
  if (part === undefined) return strings
  const text = textReader()
  await readPart(path, archive, {
    part,
    text: text.text,
    open(name) {
      if (name === 'si') text.begin()
      text.open(name)
    },
    close(name) {
      text.close(name)
      if (name === 'si') strings.push(text.end())
    },
  })
  return strings
}

/** Reads the text of a string, whose parts have several forms; its phonetic text is left out. */
export function textReader() {
  let [all, isText, isSpoken] = ['', false, false]
  return {
    begin: () => {
      all = ''
    },
    open(name: string): void {
      if (name === 't') isText = true
      if (name === 'rPh') isSpoken = true
    },
    close(name: string): void {
      if (name === 't') isText = false
      if (name === 'rPh') isSpoken = false
    },
    text(text: string): void {
      if (isText && !isSpoken) all += text
    },
    end: () => unescaped(all),
  }
}

/** Restores characters that XML cannot contain, written as `_x000D_`. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([\da-fA-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

async function formsOf(path: string, archive: Archive, part: string | undefined): Promise<readonly NumberForm[]> {
  const [codes, forms] = [new Map<number, NumberForm>(), [] as NumberForm[]]
  if (part === undefined) return forms
  let isOfCells = false
  const open = (name: string, attributes: string) => {
    if (name === 'numFmt')
      codes.set(Number(attributeOf(attributes, 'numFmtId')), formOfCode(attributeOf(attributes, 'formatCode') ?? ''))
    if (name === 'cellXfs') isOfCells = true
    if (name !== 'xf' || !isOfCells) return
    const id = Number(attributeOf(attributes, 'numFmtId') ?? 0)
    forms.push(codes.get(id) ?? formOfId(id))
  }
  const close = (name: string) => {
    if (name === 'cellXfs') isOfCells = false
  }
  await readPart(path, archive, { part, open, close, text: nothing })
  return forms
}
