import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file of a cache, whole or not at all: a reader sees the old text or the new one. It is best effort: a full
 * disk, or a folder that this process may not write to, costs the next command its time and nothing else.
 *
 * @param text In one piece, or in very many.
 */
export function writeCache(file: string, text: string | Iterable<string | Uint8Array>): void {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    if (typeof text === 'string') writeFileSync(unfinished, text)
    else writePieces(unfinished, text)
    renameSync(unfinished, file)
  } catch {
    discard(unfinished)
  }
}

const bufferLength = 65_536

/** So much at a time: all of it as one text, and as its bytes, would be held at once. */
function writePieces(file: string, pieces: Iterable<string | Uint8Array>): void {
  const to = openSync(file, 'w')
  try {
    let open: string[] = []
    let length = 0
    const write = (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at)
    }
    const flush = () => {
      write(Buffer.from(open.join('')))
      open = []
      length = 0
    }
    for (const piece of pieces) {
      if (typeof piece !== 'string') {
        flush()
        write(piece)
        continue
      }
      open.push(piece)
      length += piece.length
      if (length >= bufferLength) flush()
    }
    flush()
  } finally {
    closeSync(to)
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Whoever may not remove it could not write it either.
  }
}
