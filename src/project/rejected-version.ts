import { nodeKinds } from '../define/node-kinds.ts'
import type { Stored } from '../store/interface.ts'
import type { InputVersion } from '../store/record.ts'
import { digestFields } from '../util/digest.ts'

/**
 * Rejected rows are read beside a table's columns, and stand among the columns under this name: in records, in the lock
 * and in messages. Where a table has a column of this very name, both count.
 */
const rejectedRows = 'rejected()'
/** The failing rows of a check, which has nothing else to read. */
const failingRows = 'failing()'
/** The whole table, where rejected rows are read as well. */
const wholeTable = '*'

/**
 * What makes one set of rejected rows another: all that is read of them but the run that refused them first, which is
 * no part of the data.
 */
export const columnsThatCount: readonly string[] = ['source', 'row', 'record', 'errors']

/** What an input has read, as the columns of its ingredient; `null` for the whole table and nothing else. */
export function columnsRead(reading: {
  readonly columns: ReadonlySet<string> | null
  readonly rejected: boolean
  readonly verdict?: true
}): InputVersion['columns'] {
  if (reading.verdict) return [failingRows]
  if (!reading.rejected) return reading.columns === null ? null : [...reading.columns].sort()
  return [...(reading.columns ?? [wholeTable]), rejectedRows].sort()
}

/** What a set of columns with rejected rows among them says of the table itself. */
export type TablePart =
  | { readonly of: 'nothing' }
  | { readonly of: 'whole'; readonly version: string }
  | { readonly of: 'columns'; readonly columns: readonly string[] }

/** `undefined` where these are columns and nothing else. */
export function besideRejected({ record }: Pick<Stored, 'record'>, columns: readonly string[]): TablePart | undefined {
  if (columns.includes(failingRows) && nodeKinds[record.kind].judges) return { of: 'nothing' }
  if (!columns.includes(rejectedRows)) return undefined
  if (columns.includes(wholeTable)) return { of: 'whole', version: record.version }
  const isColumn = record.schema.some(({ name }) => name === rejectedRows)
  const others = columns.filter((name) => name !== rejectedRows || isColumn)
  return others.length === 0 ? { of: 'nothing' } : { of: 'columns', columns: others }
}

/** The version of rejected rows together with that of what was read of the table, if anything was. */
export function rejectedVersion({ record }: Stored, ofTable: string | null): string {
  return digestFields('rejected1', [
    ['rejected', record.rejected?.version ?? null],
    ['table', ofTable],
  ])
}
