import type { DataFiles } from '../data-files.ts'
import { unpackedBytes, unpackedInPassing } from '../packed.ts'
import type { CsvHead } from './csv-head.ts'
import { unevenMistake } from './csv-mistake.ts'
import type { MisfitRow } from './row-lines.ts'
import { recordScanner } from './scan-records.ts'
import { type ReadFiles, walkRecords } from './walk-records.ts'

type Placed = Pick<DataFiles, 'placeOf' | 'read'>

/**
 * DuckDB refuses a row with more fields than columns, except for empty fields at its end, which it silently drops:
 * `1,2,` in a file of two columns has lost a delimiter, or gained one.
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

/** The rows that DuckDB has read although they have too many fields. */
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

/** The line ends, and NUL, which DuckDB reads as an empty text here. */
const ends = ['\n', '\r', '\0']

/**
 * Whether some line ends directly after a delimiter: only there DuckDB drops a field, and a search is far cheaper than
 * counting.
 */
async function mayHaveLongRow(files: Placed, { path, delimiter }: CsvHead): Promise<boolean> {
  const mark = Buffer.from(delimiter)
  const marks = ends.map((end) => ({ end: end.charCodeAt(0), whole: Buffer.from(delimiter + end) }))
  let last = Buffer.alloc(0)
  for await (const chunk of unpackedInPassing(files, path)) {
    const joint = Buffer.concat([last, chunk.subarray(0, mark.length)])
    // Finding one byte is so fast that most files are searched for the line feed alone.
    if (marks.some(({ end, whole }) => joint.includes(whole) || (chunk.includes(end) && chunk.includes(whole))))
      return true
    last = Buffer.concat([last, chunk.subarray(-mark.length)]).subarray(-mark.length)
  }
  return last.equals(mark)
}
