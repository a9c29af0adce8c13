import { closeSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import { createHash } from '../../util/process/node-crypto.ts'
import { writeCache } from '../../util/write-cache.ts'
import { emptyStatCache, type StatCache, type StatEntry } from '../files/stat-cache.ts'

/** A summary of the files of one source: while all of them are as they were, nothing else of the memory is read. */
export interface SourceSummary {
  /** Over the path and the state of every file. */
  readonly state: string
  readonly version: string
  /**
   * The files that were not settled when they were hashed, by their paths, with their hashes: of all others the state
   * alone tells that they are the same.
   */
  readonly unsettled: readonly (readonly [path: string, sha256: string])[] | 'many'
}

/**
 * The memory of one source, in a file of its own: who asks for another source does not read it. Its first line is the
 * summary, and the others, one a file, are read only where something has moved.
 */
export interface SourceMemory {
  summary(): SourceSummary | undefined
  /** By absolute path, with the hashes as they were saved; empty where nothing was saved or it cannot be read. */
  files(): StatCache
  /** Best effort: a full disk, or a folder that this process may not write to, costs the next command its time. */
  save(summary: SourceSummary, files: StatCache): void
}

/** Bump when the meaning of what is saved changes: another format is no memory. */
const format = 'files4'

/** A summary is no longer than that, and names no more files. */
const headBytes = 8_192
const mostUnsettled = 20
const longestPath = 200

/** The files as a summary has them, which is read whole by every command. */
export function fewUnsettled(files: readonly (readonly [path: string, sha256: string])[]): SourceSummary['unsettled'] {
  const fit = files.length <= mostUnsettled && files.every(([path]) => path.length <= longestPath)
  return fit ? files : 'many'
}

export function sourceMemory(
  cacheFolder: string,
  source: { readonly type: string; readonly glob: readonly string[] },
): SourceMemory {
  const name = digestFields(format, [['source', [source.type, ...source.glob]]]).slice(0, 16)
  const file = join(cacheFolder, 'files', name)
  return {
    summary: () => orNone(() => summaryIn(headOf(file))),
    files: () => ({ entries: orNone(() => entriesIn(readFileSync(file, 'utf8'))) ?? emptyStatCache().entries }),
    save: (summary, files) => void orNone(() => write(file, summary, files)),
  }
}

function orNone<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}

const sealOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function headOf(file: string): string {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(headBytes)
    return bytes.toString('utf8', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

interface Head extends SourceSummary {
  /** The digest of the lines of the files. */
  readonly seal: string
}

/** The first line is the seal of the second: a flipped bit is no version. */
function readHead(text: string): Head | undefined {
  const [seal, json] = text.split('\n', 2)
  return json !== undefined && sealOf(json) === seal ? JSON.parse(json) : undefined
}

function summaryIn(head: string): SourceSummary | undefined {
  return readHead(head)
}

function entriesIn(text: string): Map<string, StatEntry> | undefined {
  const head = readHead(text.slice(0, headBytes))
  const body = text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1)
  if (head === undefined || sealOf(body) !== head.seal) return undefined
  const entries = new Map<string, StatEntry>()
  for (const line of body.split('\n')) {
    if (line === '') continue
    const [size, mtimeMs, ctimeMs, ino, seenMs, sha256 = '', ...path] = line.split('\t')
    const numbers = { size: Number(size), mtimeMs: Number(mtimeMs), ctimeMs: Number(ctimeMs), ino: Number(ino) }
    entries.set(path.join('\t'), { ...numbers, seenMs: Number(seenMs), sha256 })
  }
  return entries
}

function write(file: string, summary: SourceSummary, { entries }: StatCache): void {
  const lines: string[] = []
  for (const [path, { size, mtimeMs, ctimeMs, ino, seenMs, sha256 }] of entries) {
    // A name may have a line end in it: such a file is hashed each time.
    if (!path.includes('\n')) lines.push(`${size}\t${mtimeMs}\t${ctimeMs}\t${ino}\t${seenMs}\t${sha256}\t${path}\n`)
  }
  const body = lines.join('')
  const head = JSON.stringify({ ...summary, seal: sealOf(body) } satisfies Head)
  writeCache(file, `${sealOf(head)}\n${head}\n${body}`)
  // One file for all sources, as 0.1.0 had it, is read by nobody any more.
  rmSync(join(dirname(dirname(file)), 'files.json'), { force: true })
}
