/** What a table can be written as. */
export const exportFormats = ['parquet', 'csv', 'jsonl', 'arrow'] as const
export type ExportFormat = (typeof exportFormats)[number]

const csv = 'write CSV, which spreadsheets open: --format csv'
const others: Readonly<Record<string, { readonly message: string; readonly fix: string }>> = {
  xlsx: {
    message: 'xlsx files are not written: DuckDB has a writer of them only where it may load it from the network',
    fix: csv,
  },
}

/** Formats that people ask for and that nobody here writes: why, and what to do. */
export const unwritten = (format: string): { readonly message: string; readonly fix: string } | undefined =>
  Object.hasOwn(others, format) ? others[format] : undefined
