import type { DocumentInterface } from '@langchain/core/documents'
import { Embeddings } from '@langchain/core/embeddings'
import { VectorStore } from '@langchain/core/vectorstores'
import { embedByHash } from './hash-embedder.ts'

class HashEmbeddings extends Embeddings {
  constructor() {
    super({})
  }
  async embedDocuments(texts: string[]): Promise<number[][]> {
    return embedByHash(texts).map((vector) => [...vector])
  }
  async embedQuery(text: string): Promise<number[]> {
    return (await this.embedDocuments([text]))[0] as number[]
  }
}

/** A vector store in memory: embeds what is added, as LangChain's own stores do, and counts it. */
export class CountingStore extends VectorStore {
  /** Texts that the embedder was called with. */
  embedded = 0
  readonly #vectors = new Map<string, number[]>()

  constructor() {
    super(new HashEmbeddings(), {})
  }

  get size(): number {
    return this.#vectors.size
  }

  _vectorstoreType(): string {
    return 'counting'
  }

  async addDocuments(documents: DocumentInterface[], options: { readonly ids: string[] }): Promise<string[]> {
    const texts = documents.map(({ pageContent }) => pageContent)
    this.embedded += texts.length
    return this.addVectors(await this.embeddings.embedDocuments(texts), documents, options)
  }

  async addVectors(
    vectors: number[][],
    _documents: DocumentInterface[],
    { ids }: { readonly ids: string[] },
  ): Promise<string[]> {
    for (const [place, vector] of vectors.entries()) this.#vectors.set(ids[place] as string, vector)
    return ids
  }

  override async delete({ ids }: { readonly ids: string[] }): Promise<void> {
    for (const id of ids) this.#vectors.delete(id)
  }

  async similaritySearchVectorWithScore(): Promise<[DocumentInterface, number][]> {
    throw new Error('nothing is searched here')
  }
}
