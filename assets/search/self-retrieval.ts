import { type Embedded, nearest } from './nearest.ts'

interface Chunk extends Embedded {
  readonly content: string
}

/**
 * Of `sample` chunks, spread evenly: those whose nearest neighbour is another text. Equal texts have equal vectors, so
 * that one may be found in place of the other.
 */
export function withoutThemselves(
  chunks: readonly Chunk[],
  { sample }: { readonly sample: number },
): { chunk_id: string; found: string }[] {
  const every = Math.max(1, Math.ceil(chunks.length / sample))
  return chunks
    .filter((_, index) => index % every === 0)
    .flatMap((chunk) => {
      const [found] = nearest(chunks, chunk.embedding, 1)
      return found!.content === chunk.content ? [] : [{ chunk_id: chunk.chunk_id, found: found!.chunk_id }]
    })
}
