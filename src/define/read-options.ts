export const tableFormats = ['csv', 'json', 'ndjson', 'parquet', 'xlsx'] as const
export type TableFormat = (typeof tableFormats)[number]

/**
 * How data files are written and what is read of them, by DuckDB's names in camel case. Options that are left out are
 * inferred by the table in the README.
 */
export interface ReadOptions {
  /** Every column by its name, in order, with its type. Without a header they name the columns. */
  readonly columns?: Readonly<Record<string, string>>
  /** The types of some columns, as DuckDB writes them: `{ zip: 'VARCHAR', price: 'DECIMAL(10,2)' }`. */
  readonly types?: Readonly<Record<string, string>>
  /** Default: true. */
  readonly header?: boolean
  /** Default: the one of `,` `;` tab and `|` that is most frequent in the first line. */
  readonly delimiter?: string
  /** Default: `"`; an empty text means that there are no quotes. */
  readonly quote?: string
  /** What stands before a quote inside of quotes. Default: the quote itself. */
  readonly escape?: string
  /** Texts that mean null. Default: nothing between two delimiters; `""` is an empty text. */
  readonly nullText?: string | readonly string[]
  /** As of `strptime`, such as `'%d/%m/%Y'`. Default: `2026-01-31` and no other form. */
  readonly dateFormat?: string
  readonly timestampFormat?: string
  /** Default: a point. */
  readonly decimalSeparator?: ',' | '.'
  /** Default: UTF-8. A mark at the begin of UTF-16 says its order; `utf-16be` is big-endian order without one. */
  readonly encoding?: 'utf-8' | 'latin-1' | 'utf-16' | 'utf-16be'
  /** Lines before the header that are no part of the data; of a sheet, rows. */
  readonly skip?: number
  /** The text at the beginning of a line that is a comment. Default: there are no comments. */
  readonly comment?: string
  /** Every column is text, as it is written. */
  readonly allVarchar?: boolean
  /**
   * The types are those of the first rows of each file, and a later row that does not fit is an error. Default: all
   * rows decide.
   */
  readonly sampleSize?: number
  /** A row that cannot be read is set aside for `table.rejected()`. */
  readonly ignoreErrors?: boolean
  /** `year=2026` in a folder's name is a column. */
  readonly hivePartitioning?: boolean
  /** The longest line of a CSV file. Default: 2,000,000. */
  readonly maxLineBytes?: number
  /** The largest record of JSON. Default: 16 MiB. */
  readonly maxObjectBytes?: number
  /** The sheet of a workbook, by its name. Default: the first one that is shown. */
  readonly sheet?: string
}

const text: readonly TableFormat[] = ['csv']
const json: readonly TableFormat[] = ['json', 'ndjson']
const sheet: readonly TableFormat[] = ['xlsx']
const all: readonly TableFormat[] = [...text, ...json, 'parquet', ...sheet]

/** The formats that each option applies to; with another format it is refused, since it would do nothing. */
export const readOptionFormats = {
  columns: [...text, ...sheet],
  types: all,
  header: [...text, ...sheet],
  delimiter: text,
  quote: text,
  escape: text,
  nullText: [...text, ...sheet],
  dateFormat: text,
  timestampFormat: text,
  decimalSeparator: text,
  encoding: text,
  skip: [...text, ...sheet],
  comment: text,
  allVarchar: [...text, ...json, ...sheet],
  sampleSize: text,
  ignoreErrors: text,
  hivePartitioning: all,
  maxLineBytes: text,
  maxObjectBytes: json,
  sheet,
} as const satisfies { readonly [Name in keyof Required<ReadOptions>]: readonly TableFormat[] }

export const readOptionNames = Object.keys(readOptionFormats) as readonly (keyof ReadOptions)[]
