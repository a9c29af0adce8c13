import { vectorIndex } from 'assetstore/vector-index'
import { effect } from '#project'
import { speechIndex, yearOf } from './search/speech-index.ts'

export const vector_index = effect(
  {
    description: 'Every chunk where it can be searched, by its vector and by its words: assets search vector_index "…"',
    target: vectorIndex({
      index: speechIndex,
      embed: async (question, { embed }) => (await embed([question]))[0]!.vector,
    }),
  },
  ({ embedded_documents }) =>
    embedded_documents.map(({ chunk_id, content, embedding }) => ({
      id: chunk_id,
      text: content,
      vector: embedding,
      metadata: { year: yearOf(chunk_id) },
    })),
)
