/** What a table can be written as. */
export const exportFormats = ['parquet', 'csv', 'jsonl', 'arrow', 'xlsx'] as const
export type ExportFormat = (typeof exportFormats)[number]
