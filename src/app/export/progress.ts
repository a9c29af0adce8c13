import type { Chunk } from './chunks.ts'

/** Is told of every piece that was written: bytes until then. */
export type Progress = (writtenBytes: number) => void

/** The same pieces, and whoever wants to know is told of each when the next is asked for: then it was written. */
export async function* watched(chunks: AsyncIterable<Chunk>, progress: Progress | undefined): AsyncGenerator<Chunk> {
  let written = 0
  for await (const chunk of chunks) {
    yield chunk
    written += Buffer.byteLength(chunk)
    progress?.(written)
  }
}
