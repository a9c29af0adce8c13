import { promises } from 'node:fs'
import { type FileState, isSettled, sameState, stateOf } from '../../util/file-state.ts'
import { hashFile } from '../../util/hash-file.ts'
import { evenLineEnds } from '../../util/line-ends.ts'

/** What a file was when its bytes were hashed. */
export interface StatEntry extends FileState {
  readonly sha256: string
  /** When the hashing began, in ms since 1970. */
  readonly seenMs: number
}

/**
 * Absolute path -> the hash it had, of its bytes or of its text, so that a file that did not change is not read again.
 */
export interface StatCache {
  readonly entries: Map<string, StatEntry>
}

export function emptyStatCache(): StatCache {
  return { entries: new Map() }
}

export interface FileDigest {
  readonly sizeBytes: number
  /** 64 hex digits. */
  readonly sha256: string
}

export type DigestOf = 'bytes' | 'text'

/**
 * The hash of a file's bytes, or of its text, which is the same whether its lines end as on Windows or as elsewhere;
 * from the cache where its state is the one that was hashed. A missing file throws as `stat` does.
 */
export async function digestFile(
  path: string,
  cache: StatCache,
  { of = 'bytes', state = stateOf(path) }: { readonly of?: DigestOf; readonly state?: FileState } = {},
): Promise<FileDigest> {
  const before = state
  const entry = cache.entries.get(path)
  if (entry !== undefined && isTrusted(entry, before)) return { sizeBytes: before.size, sha256: entry.sha256 }
  const seenMs = Date.now()
  await using handle = await promises.open(path, 'r')
  const hashed = await hashFile(handle, of === 'text' ? evenLineEnds('"') : undefined)
  const after = stateOf(path)
  // A file that was written meanwhile has a hash of now and of then: it is given out, and never remembered.
  if (sameState(before, after)) cache.entries.set(path, { ...after, sha256: hashed.sha256, seenMs })
  else cache.entries.delete(path)
  return hashed
}

/** Whether the file has the bytes that were hashed, by its state alone. */
export function isTrusted(entry: StatEntry, now: FileState): boolean {
  return sameState(entry, now) && isSettled(entry, entry.seenMs)
}
