import { type Embedded, nearest } from './nearest.ts'

interface Chunk extends Embedded {
  readonly content: string
}

/** Of every so many-th chunk: those whose nearest neighbour is another text. Equal texts have equal vectors and may stand in. */
export function withoutThemselves(
  chunks: readonly Chunk[],
  { every }: { readonly every: number },
): { chunk_id: string; found: string }[] {
  return chunks
    .filter((_, index) => index % every === 0)
    .flatMap((chunk) => {
      const [found] = nearest(chunks, chunk.embedding, 1)
      return found!.content === chunk.content ? [] : [{ chunk_id: chunk.chunk_id, found: found!.chunk_id }]
    })
}
