import { zipOf } from '../../src/app/export/xlsx/zip.ts'

/** The parts of a workbook, by their names. */
export type Parts = Readonly<Record<string, string>>

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relations = (...all: readonly (readonly [type: string, target: string])[]) =>
  `<Relationships>${all.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`

/** The forms of numbers: `s="1"` is a day, 2 a day with a time, 3 a time, 4 a length of time, 5 an amount in red. */
const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="[Red]#,##0.00\\ &quot;days&quot;;-0"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${[0, 14, 164, 21, 165, 166].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`

export interface Book {
  /** The cells of each sheet as XML, in their rows. */
  readonly sheets: Readonly<Record<string, string>>
  readonly strings?: string
  /** In the place of others, or beside them. */
  readonly parts?: Parts
  readonly properties?: string
}

/** A workbook as programs write it, byte by byte. */
export async function workbook({ sheets, strings = '', parts = {}, properties = '' }: Book): Promise<Buffer> {
  const names = Object.keys(sheets)
  const targets = names.map((_, at) => ['worksheet', `worksheets/s${at}.xml`] as const)
  const all: Parts = {
    '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns:r="${office}">${properties}<sheets>${names.map((name, at) => `<sheet name="${name}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(...targets, ['sharedStrings', '/xl/strings.xml'], ['styles', 'styles.xml']),
    'xl/strings.xml': `<sst>${strings}</sst>`,
    'xl/styles.xml': styles,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, at) => [
        `xl/worksheets/s${at}.xml`,
        `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...parts,
  }
  const pieces: Uint8Array[] = []
  for await (const piece of zipOf(Object.entries(all).map(([path, text]) => ({ path, text: [text] }))))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

/** A row of cells: of each its attributes and what it holds. */
export const row = (at: number, ...cells: readonly string[]): string => `<row r="${at}">${cells.join('')}</row>`
export const number = (place: string, value: string | number, style = 0): string =>
  `<c r="${place}" s="${style}"><v>${value}</v></c>`
export const text = (place: string, value: string): string =>
  `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`
