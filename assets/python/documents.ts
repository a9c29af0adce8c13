import { asset, source } from './assets.config.ts'
import { chunksOf } from './chunks-of.ts'

export const raw_documents = source.table('data/documents.csv', { types: { published: 'VARCHAR' } })

export const clean_documents = asset.python<{
  document_id: number
  content: string
  published: Date | null
  word_count: number
}>('./documents.py')
export const chunked_documents = asset.python<{ document_id: number; position: number; chunk: string }>(
  './documents.py',
)
export const chunk_statistics = asset.python<{ document_id: number; chunks: number; longest: number }>('./documents.py')

/** The same tables by functions of TypeScript. */
export const typescript_clean_documents = asset(async function* ({ raw_documents }) {
  for await (const { document_id, content, published } of raw_documents) {
    const text = String(content ?? '').trim()
    if (text.length <= 10) continue
    const at = /^\d{4}-\d{2}-\d{2}$/.test(String(published)) ? new Date(String(published)) : null
    yield { document_id, content: text, published: at, word_count: text.split(/\s+/).length }
  }
})
export const typescript_chunked_documents = asset(async function* ({ typescript_clean_documents }) {
  for await (const { document_id, content } of typescript_clean_documents) {
    for (const [position, chunk] of chunksOf(content).entries()) yield { document_id, position, chunk }
  }
})
export const typescript_chunk_statistics = asset(async ({ typescript_chunked_documents }) => {
  const longest = new Map<unknown, number[]>()
  for await (const { document_id, chunk } of typescript_chunked_documents)
    longest.set(document_id, [...(longest.get(document_id) ?? []), chunk.length])
  return [...longest].map(([document_id, lengths]) => ({
    document_id,
    chunks: lengths.length,
    longest: Math.max(...lengths),
  }))
})
