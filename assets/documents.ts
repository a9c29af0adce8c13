import { asset, source } from '#project'
import { documentSchema } from './schemas.ts'
import { isWithin, speechDocument, speechPackage } from './speeches.ts'
import { chunkDocument, chunkLimits } from './text/chunk.ts'
import { cleanText } from './text/clean.ts'

export const speech_files = source.package(speechPackage, 'data/*.txt', {
  as: 'text',
  description: 'The State of the Union addresses from 1790 to 2021, a file a speech (public domain)',
})

export const raw_documents = asset(
  { description: 'The speeches of the years that the settings name' },
  ({ speech_files }, { settings }) =>
    speech_files.pick('path', 'content').flatMap({ key: 'path' }, (file) => {
      const document = speechDocument(file)
      return isWithin(document, settings) ? [document] : []
    }),
)

export const clean_documents = asset(
  {
    description: 'Documents without stage directions and stray white space, in Unicode NFC',
    schema: documentSchema,
    onInvalid: 'quarantine',
    maxInvalid: '5%',
  },
  ({ raw_documents }) =>
    raw_documents.map({ key: 'id' }, (document) => ({ ...document, content: cleanText(document.content) })),
)

export const rejected_documents = asset(
  { description: 'Documents that fail validation, with everything that is wrong with them' },
  ({ clean_documents }) => clean_documents.rejected(),
)

export const chunked_documents = asset(
  { description: 'Whole sentences, packed into chunks of at most 80 words that say where they are from' },
  ({ clean_documents }) =>
    clean_documents.pick('id', 'content').flatMap({ key: 'id' }, (document) => chunkDocument(document, chunkLimits)),
)

export const embedded_documents = asset(
  {
    description: 'A vector of 512 dimensions and length 1 for every chunk (Universal Sentence Encoder, lite)',
    reviewed: { files: 'the files of the model are those of the version that the settings name' },
  },
  ({ chunked_documents }, { embed, log }) =>
    chunked_documents.pick('chunk_id', 'content').mapBatches({ key: 'chunk_id', size: 32 }, async (chunks) => {
      const embeddings = await embed(chunks.map((chunk) => chunk.content))
      return chunks.map((chunk, index) => {
        const { vector, tokens, truncated } = embeddings[index]!
        if (truncated) log.warn(`${chunk.chunk_id} has ${tokens} word pieces, more than the model reads`)
        return { ...chunk, embedding: vector }
      })
    }),
)
