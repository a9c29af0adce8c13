import { sql } from 'assetstore'
import { asset, check, source } from './assets.config.ts'

export const raw_documents = source.table('../data/documents.csv', { types: { published: 'VARCHAR' } })

export const clean_documents = asset.python<{ document_id: number; content: string; word_count: number }>(
  './embeddings.py',
)
export const embedded_documents = asset.python<{ document_id: number; embedding: Float32Array }>('./embeddings.py')

/** By the same Spark, without Python. */
export const longest_documents = asset(
  { engine: 'spark' },
  ({ clean_documents }) =>
    sql<{ document_id: number; word_count: number }>`
      SELECT document_id, word_count FROM ${clean_documents} WHERE word_count >= ${5} ORDER BY word_count DESC, document_id`,
)

/** The same vectors by a function of TypeScript. */
export const typescript_embedded_documents = asset(async function* ({ clean_documents }) {
  for await (const { document_id, content } of clean_documents) {
    const counts = new Array<number>(8).fill(0)
    for (const letter of content.toLowerCase()) counts[(letter.codePointAt(0) as number) % 8]! += 1
    const length = Math.hypot(...counts)
    yield { document_id, embedding: Float32Array.from(counts, (count) => count / length) }
  }
})

export const embeddings_are_equal = check(
  ({ embedded_documents, typescript_embedded_documents }) =>
    sql`SELECT document_id, embedding FROM ${embedded_documents} EXCEPT SELECT document_id, embedding FROM ${typescript_embedded_documents}`,
)
