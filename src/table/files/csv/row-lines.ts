import type { UnreadRow } from '../data-files.ts'
import { type FoundRow, type ReadFiles, walkRecords } from './walk-records.ts'

/** A row that DuckDB could read, with values that do not fit, or with too many. */
export interface MisfitRow extends FoundRow {
  /** Among the rows of all files that could be read, from 0. */
  readonly place: number
}

interface Unread extends ReadFiles {
  /** How many rows could be read. */
  readonly readable: number
  readonly misfits: readonly MisfitRow[]
}

interface Place {
  readonly file: number
  readonly line: number
}

/**
 * The rows in the order of the files, with the lines in which they begin. DuckDB does not know the lines of rows that
 * it could read, so the files are read once more where there is such a row. If they no longer have the records that
 * DuckDB found, a row gets its place among the readable rows instead.
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

async function placesOf(unread: Unread): Promise<ReadonlyMap<FoundRow, Place>> {
  const { readable, misfits } = unread
  const places = new Map<FoundRow, Place>()
  const byPlace = new Map(misfits.map((row) => [row.place, row]))
  const count = await walkRecords(unread, ({ file, record: { line }, refused, place }) => {
    const row = refused ?? (place === undefined ? undefined : byPlace.get(place))
    if (row !== undefined) places.set(row, { file, line })
  })
  if (count !== readable) for (const row of misfits) places.delete(row)
  return places
}
