import type { ReadOptions, TableFormat } from '../../define/read-options.ts'
import type { RecordError } from '../../define/validation/record-error.ts'
import { sqlType } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'

/** Data files of one source, which are read as one table. */
export interface DataFiles {
  /** Where a file is: absolute. */
  placeOf(path: string): string
  /** Relative to the project, with `/`, in the order in which they are read. */
  readonly paths: readonly string[]
  readonly format: TableFormat
  readonly read: ReadOptions
  /**
   * Whether all rows decide the types before the first row is read; otherwise the first rows decide, and each later row
   * must fit.
   */
  readonly exact: boolean
  /** Columns that are read as text: the source's schema converts them. */
  readonly texts: ReadonlySet<string>
  /** The types of the last version, for columns in which no row has a value. */
  readonly before: ReadonlyMap<string, string>
  readonly signal?: AbortSignal | undefined
  readonly warn: (message: string) => void
}

/** A row that cannot be read, under `ignoreErrors`. */
export interface UnreadRow {
  /** Its line, from 1. If the source has several files, the row's errors name the file. */
  readonly line: number
  /** The line as text; for a row whose values do not fit, its columns. */
  readonly record: unknown
  readonly errors: readonly RecordError[]
}

export interface OpenedFiles {
  /** A SELECT; `undefined` where the files have no columns and so no rows. */
  readonly select: string | undefined
  /** A Parquet file whose rows, columns and types are those of the SELECT. */
  readonly same?: string | undefined
  readonly unread: readonly UnreadRow[]
  /** Frees temporary copies. Called once, after the rows were read. */
  close(): Promise<void>
}

/** The SQL of a column without a value, in the type of the last version. */
export const nullOf = ({ before }: Pick<DataFiles, 'before'>, name: string): string => {
  const [field] = parseColumns([{ name, type: before.get(name) ?? 'VARCHAR' }])
  return `NULL::${field === undefined ? 'VARCHAR' : sqlType(field.type)}`
}
