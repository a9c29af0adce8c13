import type { Chunk } from './chunks.ts'

/** Called after every piece that was written, with the number of bytes written so far. */
export type Progress = (writtenBytes: number) => void

/**
 * Yields the same pieces. `progress` is called when the next piece is asked for, since the last one is written by then.
 */
export async function* watched(chunks: AsyncIterable<Chunk>, progress: Progress | undefined): AsyncGenerator<Chunk> {
  let written = 0
  for await (const chunk of chunks) {
    yield chunk
    written += Buffer.byteLength(chunk)
    progress?.(written)
  }
}
