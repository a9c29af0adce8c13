import { search, type VectorTarget } from 'assetstore/vector-index'
import { vectorFault } from './vector-fault.ts'

export interface Embedded {
  readonly chunk_id: string
  readonly content: string
  readonly embedding: Float32Array
}
export interface IndexFault {
  readonly chunk_id: string
  readonly fault: string
}

/** What an index says of itself: how many rows it has, and those with a vector that is none of the model's. */
export async function indexedRows(index: VectorTarget): Promise<{ count: number; faults: IndexFault[] }> {
  const faults: IndexFault[] = []
  const count = await index.read(async (reader) => {
    let rows = 0
    for await (const batch of reader.contents()) {
      rows += batch.length
      for (const { id, vector } of batch) {
        const fault = vectorFault(vector, index.shape.dimensions)
        if (fault !== undefined) faults.push({ chunk_id: id, fault })
      }
    }
    return rows
  })
  return { count: count ?? 0, faults }
}

/**
 * Of `sample` chunks, spread evenly: those whose nearest neighbour in the index is another text. Equal texts have equal
 * vectors, so that one may be found in place of the other.
 */
export async function withoutThemselves(
  index: VectorTarget,
  { chunks, sample }: { readonly chunks: readonly Embedded[]; readonly sample: number },
): Promise<IndexFault[]> {
  const every = Math.max(1, Math.ceil(chunks.length / sample))
  const faults: IndexFault[] = []
  for (const { chunk_id, content, embedding } of chunks.filter((_, place) => place % every === 0)) {
    const [found] = await search(index, { vector: embedding, k: 1 })
    if (found?.text !== content) faults.push({ chunk_id, fault: `it finds ${found?.id ?? 'nothing'}` })
  }
  return faults
}
