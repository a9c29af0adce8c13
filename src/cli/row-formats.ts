/** How rows can be printed. */
export const rowFormats = ['table', 'csv', 'jsonl', 'md', 'json'] as const
export type RowFormat = (typeof rowFormats)[number]
export type StreamedFormat = 'csv' | 'jsonl'

/** Whether the rows are written one by one, so that there may be any number of them. The others are made of a whole. */
export function isStreamed(format: RowFormat): format is StreamedFormat {
  return format === 'csv' || format === 'jsonl'
}
