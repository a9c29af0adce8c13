import { Document, type DocumentInterface } from '@langchain/core/documents'
import { index } from '@langchain/core/indexing'
import { chunkDocument, chunkLimits } from '../../../assets/text/chunk.ts'
import type { Speech } from './corpus.ts'
import { CountingStore } from './counting-store.ts'
import { MemoryRecords } from './memory-records.ts'

export interface LangchainRun {
  /** Texts that the embedder was called with. */
  readonly embedded: number
  readonly numAdded: number
  readonly numUpdated: number
  readonly numSkipped: number
  readonly numDeleted: number
  /** Rows of the store of speeches that are no longer there, or of texts or metadata that are not. */
  readonly leftOver: number
}
export interface LangchainOptions {
  /**
   * "Incremental: cleans up all documents that haven't been updated and that are associated with source ids that were seen during
   * indexing"; "full: delete all documents that haven't been returned by the loader". (Doc comment of `IndexOptions`.)
   */
  readonly cleanup: 'incremental' | 'full'
  /** "The number of documents to index in one batch"; 100 where it is not given. */
  readonly batchSize: number
}

/** A store and its records that are kept from run to run, filled by `index()` as its documentation has it. */
export function withLangchain({ cleanup, batchSize }: LangchainOptions): {
  run(speeches: readonly Speech[]): Promise<LangchainRun>
} {
  const vectorStore = new CountingStore()
  const recordManager = new MemoryRecords()
  return {
    async run(speeches) {
      vectorStore.embedded = 0
      const docsSource = speeches.flatMap(documentsOf)
      // "Required when cleanup is incremental": the key of the metadata that says where a document is from.
      const options = { cleanup, batchSize, sourceIdKey: 'source' }
      const told = await index({ docsSource, recordManager, vectorStore, options })
      return { embedded: vectorStore.embedded, ...told, leftOver: vectorStore.size - distinct(docsSource) }
    },
  }
}

/**
 * The same chunks, with the same metadata that the index of the other side has. Offsets are left out: they move below every edit, and
 * all chunks with other metadata are other documents to `index()`.
 */
function documentsOf({ id, title, year, content }: Speech): Document[] {
  return chunkDocument({ id, content }, chunkLimits).map(
    (chunk) => new Document({ pageContent: chunk.content, metadata: { source: id, title, year } }),
  )
}

/** Documents with the same text and metadata are one. */
function distinct(documents: readonly DocumentInterface[]): number {
  return new Set(documents.map(({ pageContent, metadata }) => JSON.stringify([metadata, pageContent]))).size
}

/** Of all speeches together. */
export function countChunks(speeches: readonly Speech[]): number {
  return speeches.flatMap(documentsOf).length
}
