import type { IndexRow, ShapeOptions } from '../../src/integrations/vector-index/vector-index.ts'

export const shape = {
  dimensions: 3,
  metadata: { year: 'number', lang: 'text', draft: 'boolean' },
} as const satisfies ShapeOptions

export function row(id: string, vector: readonly number[], more: Partial<IndexRow> = {}): IndexRow {
  return { id, vector, text: `the text of ${id}`, ...more }
}

/** In the order of their nearness to [1, 0, 0]. */
export const speeches: readonly IndexRow[] = [
  row('taxes', [1, 0.1, 0], { text: 'We will lower the taxes of farmers', metadata: { year: 1990, lang: 'en' } }),
  row('farms', [1, 0.5, 0], { text: 'Farmers and their farms', metadata: { year: 1992, lang: 'en', draft: true } }),
  row('steuer', [0.5, 1, 0], { text: 'Die Steuer für Bauern', metadata: { year: 1994, lang: 'de', draft: false } }),
  row('moon', [0, 1, 1], { text: 'We choose to go to the moon', metadata: { year: 1962 } }),
]
