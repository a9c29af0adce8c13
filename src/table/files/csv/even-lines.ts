import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { scratchFolder } from '../../../store/scratch.ts'
import { evenLineEnds } from '../../../util/line-ends.ts'
import type { DataFiles } from '../data-files.ts'
import { unpackedBytes } from '../packed.ts'

/** DuckDB's message about a file with lines that end in CRLF and others in LF. */
export const isUneven = (detail: string): boolean => detail.includes('state machine reached an invalid state')

/** Copies of the files in which every line has the same end. Disposing of the result removes them. */
export async function withEvenLines(files: DataFiles): Promise<{ readonly files: DataFiles } & AsyncDisposable> {
  const folder = scratchFolder('csv')
  const copies = new Map<string, string>()
  for (const path of files.paths) {
    const copy = join(folder, `${copies.size}.csv`)
    const lines = evenLineEnds(files.read.quote ?? '"')
    const transform = new Transform({
      transform: (chunk: Uint8Array, _, done) => done(null, lines.next(chunk)),
      flush: (done) => done(null, lines.end()),
    })
    await pipeline(unpackedBytes(files, path), transform, createWriteStream(copy))
    copies.set(path, copy)
  }
  return {
    files: { ...files, placeOf: (path) => copies.get(path) ?? files.placeOf(path) },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
