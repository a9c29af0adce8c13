import type { DataFiles } from '../data-files.ts'
import { unpackedBytes } from '../packed.ts'
import type { CsvHead } from './csv-head.ts'
import { unevenMistake } from './csv-mistake.ts'
import type { MisfitRow } from './row-lines.ts'
import { recordScanner } from './scan-records.ts'
import { type ReadFiles, walkRecords } from './walk-records.ts'

type Placed = Pick<DataFiles, 'placeOf' | 'read'>

/**
 * DuckDB refuses a row with more fields than there are columns, but for empty ones behind the last column, which it
 * drops without a word: `1,2,` of two columns has lost a delimiter, or gained one.
 *
 * @throws AssetError `ASSET_VALUE` where there is such a row.
 */
export async function refuseLongRows(files: Placed, head: CsvHead): Promise<void> {
  if (!(await mayHaveLongRow(files, head))) return
  const scan = recordScanner(head, files.read.comment, {
    onRecord(record) {
      if (record.fields > head.columns.length) throw unevenMistake(head, record)
    },
  })
  for await (const chunk of unpackedBytes(files, head.path) as AsyncIterable<Buffer>) scan.read(chunk)
  scan.end()
}

/** Such rows among those that DuckDB has read: they have too many fields. */
export async function longRows(read: ReadFiles): Promise<readonly MisfitRow[]> {
  const { files, heads } = read
  const rows: MisfitRow[] = []
  let mayHave = false
  for (const head of heads) mayHave ||= await mayHaveLongRow(files, head)
  if (!mayHave) return rows
  await walkRecords(read, ({ file, record: { fields }, place, text }) => {
    const { columns } = heads[file] as CsvHead
    if (place === undefined || fields <= columns.length) return
    const record = text()
    const message = `Expected Number of Columns: ${columns.length} Found: ${fields}`
    rows.push({ place, record, errors: [{ path: '', code: 'too_many_columns', message, input: record }] })
  })
  return rows
}

/**
 * Whether a line ends behind a delimiter: only there such a field is dropped, and looking for it is far cheaper than
 * counting. To DuckDB a NUL is an empty text here.
 */
async function mayHaveLongRow(files: Placed, { path, delimiter }: CsvHead): Promise<boolean> {
  const ends = ['\n', '\r', '\0']
  let last = ''
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Buffer>) {
    const joint = last + String.fromCharCode(chunk[0] as number)
    if (ends.some((end) => joint === delimiter + end || chunk.includes(delimiter + end))) return true
    last = String.fromCharCode(chunk.at(-1) as number)
  }
  return last === delimiter
}
