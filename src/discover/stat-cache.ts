import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hashFile } from '../util/hash-file.ts'
import { evenLineEnds } from '../util/line-ends.ts'

/** What a file was when its bytes were hashed. Numbers of ns and inodes are kept as texts: JSON has no bigint. */
interface Entry {
  readonly size: string
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly ino: string
  readonly sha256: string
  /** When the hashing began, in ns since 1970. */
  readonly seenNs: string
}

/** Absolute path -> the hash it had, so that a file that did not change is not read again. */
export interface StatCache {
  readonly entries: Map<string, Entry>
}

/** Bump when the meaning of an entry changes: another format is no cache. */
const format = 'stat1'

/**
 * An entry is trusted only if the file had not been touched for this long when it was hashed. This is git's rule for a racy index
 * (Documentation/technical/racy-git): a write in the same tick of the file system's clock leaves no trace in its times. Two seconds is
 * the coarsest tick in use, FAT's.
 */
const racyNs = 2_000_000_000n

export function emptyStatCache(): StatCache {
  return { entries: new Map() }
}

/** The saved cache; an empty one where there is none that can be read, which costs time and nothing else. */
export async function loadStatCache(file: string): Promise<StatCache> {
  try {
    const saved = JSON.parse(await readFile(file, 'utf8'))
    return saved.format === format ? { entries: new Map(Object.entries<Entry>(saved.entries)) } : emptyStatCache()
  } catch {
    return emptyStatCache()
  }
}

/** Best effort: a read-only command or a full disk goes on without. False where it was not saved. */
export async function saveStatCache(file: string, { entries }: StatCache): Promise<boolean> {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(unfinished, JSON.stringify({ format, entries: Object.fromEntries(entries) }))
    await rename(unfinished, file)
    return true
  } catch {
    return false
  }
}

export interface FileDigest {
  readonly sizeBytes: number
  /** 64 hex digits. */
  readonly sha256: string
}

export type DigestOf = 'bytes' | 'text'

/**
 * The hash of a file's bytes, or of its text, which is the same whether its lines end as on Windows or as elsewhere; from the cache where
 * its state is the one that was hashed. A missing file throws as `stat` does.
 */
export async function digestFile(path: string, cache: StatCache, of: DigestOf = 'bytes'): Promise<FileDigest> {
  const before = await stateOf(path)
  const key = of === 'text' ? `${path}\0text` : path
  const known = cache.entries.get(key)
  if (known !== undefined && isTrusted(known, before)) return { sizeBytes: Number(before.size), sha256: known.sha256 }
  const seenNs = String(BigInt(Date.now()) * 1_000_000n)
  await using handle = await open(path, 'r')
  const hashed = await hashFile(handle, of === 'text' ? evenLineEnds('"') : undefined)
  const after = await stateOf(path)
  // A file that was written meanwhile has a hash of now and of then: it is given out, and never remembered.
  if (sameState(before, after)) cache.entries.set(key, { ...after, sha256: hashed.sha256, seenNs })
  else cache.entries.delete(key)
  return hashed
}

type State = Pick<Entry, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>

async function stateOf(path: string): Promise<State> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true })
  return { size: String(size), mtimeNs: String(mtimeNs), ctimeNs: String(ctimeNs), ino: String(ino) }
}

function sameState(a: State, b: State): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino
}

function isTrusted(entry: Entry, now: State): boolean {
  const settledNs = BigInt(entry.seenNs) - racyNs
  return sameState(entry, now) && BigInt(entry.mtimeNs) < settledNs && BigInt(entry.ctimeNs) < settledNs
}
