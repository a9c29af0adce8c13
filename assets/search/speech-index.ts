import { sqliteIndex } from 'assetstore/vector-index'

/** One file beside the store, with what is searched: a vector and the words of every chunk, and the year of its speech. */
export const speechIndex = sqliteIndex({
  file: '.assetstore/index/speeches.sqlite',
  dimensions: 512,
  metadata: { year: 'number' },
  stemming: 'english',
})

/** The documents are named for their year, and the chunks for their documents. */
export function yearOf(chunkId: string): number {
  return Number.parseInt(chunkId, 10)
}
