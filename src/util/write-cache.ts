import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file of a cache, whole or not at all: a reader sees the old text or the new one. It is best effort: a full
 * disk, or a folder that this process may not write to, costs the next command its time and nothing else.
 */
export function writeCache(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, text)
    renameSync(unfinished, file)
  } catch {
    discard(unfinished)
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Whoever may not remove it could not write it either.
  }
}
