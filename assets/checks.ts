import { rules, sql } from 'assetstore'
import { check } from '#project'
import { vectorFault } from './search/vector-fault.ts'
import { chunkLimits } from './text/chunk.ts'

export const every_document_accounted_for = check(
  { description: 'Every raw document is either clean or rejected, and none is both' },
  async ({ raw_documents, clean_documents, rejected_documents }) => {
    const counts = new Map((await raw_documents.pick('id').all()).map(({ id }) => [id, 0]))
    const rejected = await rejected_documents.pick('record').all()
    const outcomes = [...(await clean_documents.pick('id').all()), ...rejected.map(({ record }) => JSON.parse(record))]
    for (const { id } of outcomes) counts.set(id, (counts.get(id) ?? 0) + 1)
    const rows = [...counts].filter(([, outcome]) => outcome !== 1).map(([id, outcome]) => ({ id, outcomes: outcome }))
    return {
      passed: rows.length === 0 && outcomes.length === raw_documents.count,
      message: `${clean_documents.count} clean and ${rejected_documents.count} rejected out of ${raw_documents.count}`,
      rows,
    }
  },
)

export const documents_hold = check(
  { description: 'Each document is there once, and says where it is from' },
  ({ clean_documents }) =>
    rules(clean_documents.pick('id', 'source', 'created_at'), {
      not_null: ['id', 'source', 'created_at'],
      unique: ['id', 'source'],
      row_count_between: [1, 10_000],
    }),
)

export const chunks_hold = check(
  { description: 'Each chunk is there once, has a text, and is of a document that is there' },
  ({ chunked_documents, clean_documents }) =>
    rules(chunked_documents, {
      not_null: ['chunk_id', 'document_id', 'content'],
      unique: ['chunk_id', ['document_id', 'start_offset']],
      value_lengths_between: { content: [1, 2_000] },
      relationships: { document_id: clean_documents.pick('id') },
    }),
)

export const chunks_map_back = check(
  { description: 'The offsets of every chunk cut its text out of its document, and no chunk is too long' },
  async ({ clean_documents, chunked_documents }) => {
    const documents = await clean_documents.pick('id', 'content').all()
    const contents = new Map(documents.map(({ id, content }) => [id, content]))
    const wrong: { chunk_id: string; words: number }[] = []
    for await (const { chunk_id, document_id, content, start_offset, end_offset, words } of chunked_documents) {
      const text = contents.get(document_id)?.slice(start_offset, end_offset)
      if (text !== content || words > chunkLimits.maxWords) wrong.push({ chunk_id, words })
    }
    return {
      passed: wrong.length === 0,
      message: `${wrong.length} of ${chunked_documents.count} are wrong`,
      rows: wrong,
    }
  },
)

export const every_chunk_embedded = check(
  { description: 'The index has exactly the chunks that there are' },
  ({ chunked_documents, embedded_documents }) => sql`
    select coalesce(chunked.chunk_id, embedded.chunk_id) as chunk_id,
           chunked.chunk_id is not null as is_chunk, embedded.chunk_id is not null as is_embedded
    from ${chunked_documents} as chunked
    full join ${embedded_documents} as embedded on chunked.chunk_id = embedded.chunk_id
    where chunked.chunk_id is null or embedded.chunk_id is null`,
)

export const embeddings_are_unit_vectors = check(
  { description: '512 finite numbers, of length 1' },
  async ({ embedded_documents }) => {
    const rows: { chunk_id: string; fault: string }[] = []
    for await (const { chunk_id, embedding } of embedded_documents.pick('chunk_id', 'embedding')) {
      const fault = vectorFault(embedding, 512)
      if (fault !== undefined) rows.push({ chunk_id, fault })
    }
    return { passed: rows.length === 0, message: `${rows.length} of ${embedded_documents.count} are wrong`, rows }
  },
)
