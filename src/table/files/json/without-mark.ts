import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { scratchFolder } from '../../../store/scratch.ts'
import type { DataFiles } from '../data-files.ts'

interface Unmarked extends AsyncDisposable {
  /** Absolute paths, in the given order. */
  readonly files: readonly string[]
}

/**
 * DuckDB refuses JSON behind a byte order mark: such a file is read from a copy without it, which lives as long as
 * this.
 */
export async function withoutMark({ paths, placeOf }: Pick<DataFiles, 'paths' | 'placeOf'>): Promise<Unmarked> {
  let folder: string | undefined
  const files: string[] = []
  for (const path of paths) {
    const file = placeOf(path)
    if (!(await hasMark(file))) {
      files.push(file)
      continue
    }
    folder ??= scratchFolder('json')
    const copy = join(folder, `${files.length}.json`)
    await pipeline(createReadStream(file, { start: 3 }), createWriteStream(copy))
    files.push(copy)
  }
  return {
    files,
    async [Symbol.asyncDispose]() {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function hasMark(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0)
  return bytesRead === 3 && buffer.equals(Buffer.from([0xef, 0xbb, 0xbf]))
}
