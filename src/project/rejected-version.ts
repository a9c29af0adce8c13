import { nodeKinds } from '../define/node-kinds.ts'
import type { Stored } from '../store/interface.ts'
import type { InputVersion } from '../store/record.ts'
import { digestFields } from '../util/digest.ts'

/**
 * Rejected rows are read beside a table's columns, and are listed among the columns under this name: in records, in the
 * lock and in messages. If a table has a column of this very name, both count.
 */
const rejectedRows = 'rejected()'
/** The failing rows of a check, which has nothing else to read. */
const failingRows = 'failing()'
/** The whole table, where rejected rows are read as well. */
const wholeTable = '*'

/**
 * The columns that make up the version of rejected rows: all but the run that refused them first, which is no part of
 * the data.
 */
export const columnsThatCount: readonly string[] = ['source', 'row', 'record', 'errors']

/** The reads of an input, as the columns of its ingredient; `null` for the whole table and nothing else. */
export function columnsRead(reading: {
  readonly columns: ReadonlySet<string> | null
  readonly rejected: boolean
  readonly verdict?: true
}): InputVersion['columns'] {
  if (reading.verdict) return [failingRows]
  if (!reading.rejected) return reading.columns === null ? null : [...reading.columns].sort()
  return [...(reading.columns ?? [wholeTable]), rejectedRows].sort()
}

/** The part of the table itself in a set of columns that contains rejected rows. */
export type TablePart =
  | { readonly of: 'nothing' }
  | { readonly of: 'whole'; readonly version: string }
  | { readonly of: 'columns'; readonly columns: readonly string[] }

/** `undefined` where these are only columns. */
export function besideRejected({ record }: Pick<Stored, 'record'>, columns: readonly string[]): TablePart | undefined {
  if (columns.includes(failingRows) && nodeKinds[record.kind].judges) return { of: 'nothing' }
  if (!columns.includes(rejectedRows)) return undefined
  if (columns.includes(wholeTable)) return { of: 'whole', version: record.version }
  const isColumn = record.schema.some(({ name }) => name === rejectedRows)
  const others = columns.filter((name) => name !== rejectedRows || isColumn)
  return others.length === 0 ? { of: 'nothing' } : { of: 'columns', columns: others }
}

/** The version of rejected rows, combined with that of the columns that were read, if any were. */
export function rejectedVersion({ record }: Stored, ofTable: string | null): string {
  return digestFields('rejected1', [
    ['rejected', record.rejected?.version ?? null],
    ['table', ofTable],
  ])
}
