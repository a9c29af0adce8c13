import { closeSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs'
import { type FileState, isSettled, sameState, stateIn } from '../../util/file-state.ts'
import { createHash } from '../../util/process/node-crypto.ts'

/** A larger file is hashed piece by piece, since all of it may not fit in memory. */
const largeBytes = 2 ** 20

interface HashedFile {
  readonly state: FileState
  readonly sha256: string
}

/**
 * Large files of this process by their paths. Several questions of one command are about the same file: what code
 * reads, whether that has moved, and what the next command has to see unchanged.
 */
const hashedFiles = new Map<string, HashedFile>()

/**
 * sha256 of the bytes of a file, whose stat was taken just before; one that may not be read throws. A large file
 * whose state has not moved since it was hashed, and could not have moved unseen, is not read again.
 */
export function hashOfFile(path: string, stat: Stats): string {
  if (stat.size < largeBytes) return hashOf(readFileSync(path))
  const before = hashedFiles.get(path)
  if (before !== undefined && sameState(before.state, stat)) return before.sha256
  const readAt = Date.now()
  const sha256 = hashInPieces(path)
  rememberHash(path, { sha256, readAt, before: stateIn(stat) })
  return sha256
}

interface ReadElsewhere {
  readonly sha256: string
  /** A moment before the first byte was read, in ms since 1970. */
  readonly readAt: number
  /** As it was before that. Default: as it is now. */
  readonly before?: FileState
}

/** Remembers a hash, unless somebody may have written to the file since `readAt` or just before. */
export function rememberHash(path: string, { sha256, readAt, before }: ReadElsewhere): void {
  const state = statSync(path, { throwIfNoEntry: false })
  if (state === undefined || state.size < largeBytes || !isSettled(state, readAt)) return
  if (before === undefined || sameState(before, state)) hashedFiles.set(path, { state: stateIn(state), sha256 })
}

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function hashInPieces(path: string): string {
  const digest = createHash('sha256')
  const buffer = Buffer.allocUnsafe(largeBytes)
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null)
      if (length === 0) return digest.digest('hex')
      digest.update(buffer.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
}
