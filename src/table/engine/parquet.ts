import { type Field, quoteText, someScalar } from '../codec/types/data-type.ts'
import { isVector } from '../codec/types/float-lists.ts'

export interface CopyOptions {
  readonly file: string
  readonly fields: readonly Field[]
  readonly rowGroupSize: number
  /** Default: `lz4` where there are vectors, else `zstd`. */
  readonly codec?: ParquetCodec | undefined
}

/**
 * What pages are packed with. For text, LZ4 takes two thirds of the CPU time of zstd's fastest level to write and to
 * read, and gives files half again as large. Snappy is as quick to write, and slower to read than zstd. The vectors of
 * a model are as good as random: zstd makes them a tenth smaller, and unpacking it takes as long as all the rest of
 * reading them.
 */
export type ParquetCodec = keyof typeof codecs
const codecs = { zstd: 'zstd, COMPRESSION_LEVEL 1', lz4: 'lz4_raw' } as const

/**
 * A SELECT becomes one file, in the order of its rows. `USE_TMP_FILE` is off: the caller's name is an attempt's own.
 * DuckDB's dictionaries take 0 and -0 for one value, and give back whichever came first: a file with floating-point
 * columns has none.
 */
export function copyToParquet(
  select: string,
  { file, fields, rowGroupSize: size, codec = fields.some(isVector) ? 'lz4' : 'zstd' }: CopyOptions,
): string {
  const dictionary = fields.some((field) => someScalar(field.type, isFloat)) ? ', DICTIONARY_SIZE_LIMIT 0' : ''
  return `COPY (\n${select}\n) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION ${codecs[codec]}, ROW_GROUP_SIZE ${size}, USE_TMP_FILE false${dictionary})`
}

const isFloat = (name: string): boolean => name === 'DOUBLE' || name === 'FLOAT'

/** A stored table: its file, its files in the order of the rows, or files that are united. */
export type ParquetFiles = string | readonly string[] | UnitedFiles

/** Files whose columns differ, read as one table. */
export interface UnitedFiles {
  readonly files: readonly string[]
  /** The SQL behind a FROM. */
  readonly from: string
}

/** Every file of a table, in the order of its rows. */
export function listFiles(file: ParquetFiles): readonly string[] {
  if (typeof file === 'string') return [file]
  return 'from' in file ? file.files : file
}

/** The file that has exactly the rows, where it is a single one. */
export function onlyFile(file: ParquetFiles): string | undefined {
  if (typeof file === 'string') return file
  return 'from' in file || file.length !== 1 ? undefined : file[0]
}

/**
 * One or several stored files, to be put behind a FROM. Hive partitioning is off, since the place of a file is no part
 * of the data: by default, DuckDB turns a folder such as `id=99` above the store into a column, and uses that instead
 * of the file's own column.
 */
export function readParquet(file: ParquetFiles, more = ''): string {
  if (typeof file !== 'string' && 'from' in file) {
    if (more !== '') throw new Error('files that are read as one table are read in one way')
    return file.from
  }
  const files = typeof file === 'string' ? quoteText(file) : `[${file.map(quoteText).join(', ')}]`
  return `read_parquet(${files}, hive_partitioning = false${more})`
}

/** DuckDB's default. */
export const mostRowsInGroup = 122_880
const groupBytes = 8 * 2 ** 20
const step = 2048

/**
 * Each thread holds a row group in memory before it writes it, so tables of large rows have smaller groups.
 */
export function rowGroupSize(bytes: number, rows: number): number {
  if (rows === 0) return mostRowsInGroup
  const fitting = groupBytes / Math.max(1, bytes / rows)
  return Math.min(mostRowsInGroup, Math.max(step, Math.floor(fitting / step) * step))
}

/**
 * The group of a statement's rows, of which nobody knows how large they are: text and nested values may be. At 260
 * bytes a row, groups of so many take 13 to 17 % less CPU time to write than those of DuckDB's default, in a file as
 * large; of short texts both take the same.
 */
export function rowGroupOf(fields: readonly Field[]): number {
  const isFlat = fields.every(({ type }) => type.kind === 'scalar' && !mayBeLarge.test(type.name))
  return isFlat ? mostRowsInGroup : mostRowsInGroup / 4
}

const mayBeLarge = /^(?:VARCHAR|BLOB|BYTEA)$/
