import { quoteText } from './data-type.ts'

/** A SELECT becomes one file, in the order of its rows. `use_tmp_file` is off: the caller's name is an attempt's own. */
export function copyToParquet(select: string, options: { file: string; rowGroupSize: number }): string {
  const { file, rowGroupSize: size } = options
  return `COPY (\n${select}\n) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${size}, USE_TMP_FILE false)`
}

export const readParquet = (file: string): string => `read_parquet(${quoteText(file)})`

/** DuckDB's default. */
export const mostRowsInGroup = 122_880
const groupBytes = 64 * 2 ** 20
const step = 2048

/** A group of rows is held in memory, by each thread, before it is written: tables of large rows have smaller groups. */
export function rowGroupSize(bytes: number, rows: number): number {
  if (rows === 0) return mostRowsInGroup
  const fitting = groupBytes / Math.max(1, bytes / rows)
  return Math.min(mostRowsInGroup, Math.max(step, Math.floor(fitting / step) * step))
}
