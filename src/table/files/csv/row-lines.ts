import type { RecordError } from '../../../define/record-error.ts'
import type { DataFiles, UnreadRow } from '../data-files.ts'
import { unpackedBytes } from '../packed.ts'
import type { CsvHead } from './csv-head.ts'
import { recordScanner } from './scan-records.ts'

interface FoundRow {
  readonly record: unknown
  readonly errors: readonly RecordError[]
}
/** A row that DuckDB refused. */
export interface MalformedRow extends FoundRow {
  readonly path: string
  /** As DuckDB counts, to which a line break in quotes is none. */
  readonly line: number
  /**
   * Where it begins in its file, or behind the row before: in a file with CRLF, DuckDB counts the LF and empty lines
   * in.
   */
  readonly byte: number
}
/** A row that could be read, and whose values do not fit. */
export interface MisfitRow extends FoundRow {
  /** Among the rows of all files that could be read, from 0. */
  readonly place: number
}

interface Unread {
  readonly files: Pick<DataFiles, 'placeOf' | 'read'>
  /** Of the files, in the order in which they were read. */
  readonly heads: readonly CsvHead[]
  /** How many rows could be read. */
  readonly readable: number
  readonly malformed: readonly MalformedRow[]
  readonly misfits: readonly MisfitRow[]
}

interface Place {
  readonly file: number
  readonly line: number
}

/**
 * The rows in the order of the files, with the lines that they begin in. DuckDB does not know them of a row that it
 * could read: the files are read once more, and only where there is such a row. Where they have other records then than
 * DuckDB found, a row is told by its place among those that could be read.
 */
export async function placedRows(unread: Unread): Promise<readonly UnreadRow[]> {
  const { heads, malformed, misfits } = unread
  if (malformed.length + misfits.length === 0) return []
  const places = await placesOf(unread)
  const placed = [
    ...malformed.map((row) => {
      const file = heads.findIndex(({ path }) => path === row.path)
      return { row, at: places.get(row) ?? { file, line: row.line }, where: '' }
    }),
    ...misfits.map((row) => {
      const at = places.get(row)
      const line = row.place + 1
      return at === undefined
        ? { row, at: { file: heads.length, line }, where: `row ${line} of those that can be read: ` }
        : { row, at, where: '' }
    }),
  ]
  placed.sort((a, b) => a.at.file - b.at.file || a.at.line - b.at.line)
  return placed.map(({ row: { record, errors }, at, where }) => {
    const path = heads.length > 1 && at.file < heads.length ? `${heads[at.file]?.path}: ` : ''
    return { line: at.line, record, errors: errors.map((one) => ({ ...one, message: path + where + one.message })) }
  })
}

async function placesOf({ files, heads, readable, malformed, misfits }: Unread): Promise<ReadonlyMap<FoundRow, Place>> {
  const places = new Map<FoundRow, Place>()
  const byPlace = new Map(misfits.map((row) => [row.place, row]))
  let place = 0
  for (const [file, head] of heads.entries()) {
    const refused = malformed.filter(({ path }) => path === head.path).sort((a, b) => a.byte - b.byte)
    let next = 0
    let isHeader = files.read.header ?? true
    const onRecord = (line: number, byte: number): void => {
      const isRefused = (refused[next]?.byte ?? byte + 1) <= byte
      const row = isRefused ? refused[next++] : isHeader ? undefined : byPlace.get(place++)
      if (row !== undefined) places.set(row, { file, line })
      isHeader = false
    }
    const scan = recordScanner(head, files.read.comment, { onRecord })
    for await (const chunk of unpackedBytes(files, head.path) as AsyncIterable<Buffer>) scan(chunk.toString('latin1'))
  }
  if (place !== readable) for (const row of misfits) places.delete(row)
  return places
}
