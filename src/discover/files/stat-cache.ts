import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { hashFile } from '../../util/hash-file.ts'
import { evenLineEnds } from '../../util/line-ends.ts'

/** What a file was when its bytes were hashed. Numbers of ns and inodes are kept as texts: JSON has no bigint. */
export interface StatEntry {
  readonly size: string
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly ino: string
  readonly sha256: string
  /** When the hashing began, in ns since 1970. */
  readonly seenNs: string
}

/**
 * Absolute path -> the hash it had, of its bytes or of its text, so that a file that did not change is not read again.
 */
export interface StatCache {
  readonly entries: Map<string, StatEntry>
}

/**
 * An entry is trusted only if the file had not been touched for this long when it was hashed. This is git's rule for a
 * racy index (Documentation/technical/racy-git): a write in the same tick of the file system's clock leaves no trace in
 * its times. Two seconds is the coarsest tick in use, FAT's.
 */
const racyNs = 2_000_000_000n

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
  const known = cache.entries.get(path)
  if (known !== undefined && isTrusted(known, before)) return { sizeBytes: Number(before.size), sha256: known.sha256 }
  const seenNs = String(BigInt(Date.now()) * 1_000_000n)
  await using handle = await open(path, 'r')
  const hashed = await hashFile(handle, of === 'text' ? evenLineEnds('"') : undefined)
  const after = stateOf(path)
  // A file that was written meanwhile has a hash of now and of then: it is given out, and never remembered.
  if (sameState(before, after)) cache.entries.set(path, { ...after, sha256: hashed.sha256, seenNs })
  else cache.entries.delete(path)
  return hashed
}

export type FileState = Pick<StatEntry, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>

/** A missing file throws. It is asked at once: for many files a promise each costs more than the answer. */
export function stateOf(path: string): FileState {
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true })
  return { size: String(size), mtimeNs: String(mtimeNs), ctimeNs: String(ctimeNs), ino: String(ino) }
}

function sameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino
}

/** Whether the file has the bytes that were hashed, by its state alone. */
export function isTrusted(entry: StatEntry, now: FileState): boolean {
  const settledNs = BigInt(entry.seenNs) - racyNs
  return sameState(entry, now) && BigInt(entry.mtimeNs) < settledNs && BigInt(entry.ctimeNs) < settledNs
}
