import { sql } from 'assetstore'
import { asset } from './assets.config.ts'
import { chunksOf } from './chunks-of.ts'

/** A file of assets of Dagster, of which one line is another: `from assetstore import asset`. */
export const loaded_documents = asset.python<{ document_id: number; content: string | null }>('./trio.py')
export const split_documents = asset.python<{ document_id: number; chunk: string }>('./trio.py')
export const embedded_documents = asset.python<{ document_id: number; chunk: string; embedding: Float32Array }>(
  './trio.py',
)

/** The same tables by functions of TypeScript. */
export const typescript_loaded_documents = asset(
  ({ raw_documents }) =>
    sql<{ document_id: number; content: string | null }>`SELECT document_id, content FROM ${raw_documents}`,
)
export const typescript_split_documents = asset(async function* ({ typescript_loaded_documents }) {
  for await (const { document_id, content } of typescript_loaded_documents)
    for (const chunk of chunksOf(content ?? '')) yield { document_id, chunk }
})
export const typescript_embedded_documents = asset(({ typescript_split_documents }) =>
  typescript_split_documents.map(({ document_id, chunk }) => {
    const counts = new Array<number>(8).fill(0)
    for (const letter of chunk.toLowerCase()) counts[(letter.codePointAt(0) as number) % 8]! += 1
    const length = Math.sqrt(counts.reduce((sum, count) => sum + count * count, 0))
    return { document_id, chunk, embedding: Float32Array.from(counts, (count) => count / length) }
  }),
)
