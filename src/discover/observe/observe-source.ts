import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { type FileState, stateOf, stateText } from '../../util/file-state.ts'
import { digestFile, emptyStatCache, isTrusted, type StatCache } from '../files/stat-cache.ts'
import { matchFiles } from './match-files.ts'
import { countedOf, digestAll, versionOf } from './observe-files.ts'
import { sourceMemory } from './source-memory.ts'

/** A source that is files. */
export interface FilesSource {
  readonly type: 'files' | 'table'
  readonly glob: readonly string[]
}
export interface ObservedSource {
  readonly version: string
  /** How many files match. */
  readonly count: number
}

/**
 * The version of the files that match now. Each is asked for its state; the bytes are read of those alone whose state
 * is not the one that they were hashed in. What was found out is remembered where there is a store.
 */
export async function observeSource(
  root: string,
  { cacheFolder, ...source }: FilesSource & { readonly cacheFolder: string },
): Promise<ObservedSource> {
  const paths = await matchFiles(root, source.glob)
  const states = paths.map((path) => stateOf(join(root, path)))
  const state = digestOf(paths, states)
  const memory = sourceMemory(cacheFolder, source)
  const before = memory.summary()
  if (before?.settled && before.state === state) return { version: before.version, count: paths.length }
  const known = memory.files()
  const hashed = await digestAll(paths, (path, index) =>
    digestFile(join(root, path), known, { of: countedOf(source.type, path), state: states[index] as FileState }),
  )
  const version = versionOf(hashed)
  if (existsSync(dirname(cacheFolder))) {
    const kept = keptOf(
      paths.map((path) => join(root, path)),
      { known, states },
    )
    const { settled, files } = kept
    if (before?.state !== state || before.settled !== settled) memory.save({ state, version, settled }, files)
  }
  return { version, count: paths.length }
}

/** What is known of the files that match, and of no others. */
function keptOf(
  paths: readonly string[],
  { known, states }: { readonly known: StatCache; readonly states: readonly FileState[] },
): { readonly files: StatCache; readonly settled: boolean } {
  const files = emptyStatCache()
  let settled = true
  for (const [index, path] of paths.entries()) {
    const entry = known.entries.get(path)
    settled &&= entry !== undefined && isTrusted(entry, states[index] as FileState)
    if (entry !== undefined) files.entries.set(path, entry)
  }
  return { files, settled }
}

/** No path has a NUL in it. */
function digestOf(paths: readonly string[], states: readonly FileState[]): string {
  const hash = createHash('sha256')
  for (const [index, path] of paths.entries()) {
    hash.update(`${path}\0${stateText(states[index] as FileState)}\0`)
  }
  return hash.digest('hex')
}

/**
 * What is remembered of each file, by its path, if all of it makes this version: else what is remembered is of another
 * moment.
 */
export function rememberedHashes(
  root: string,
  { cacheFolder, ...source }: FilesSource & { readonly cacheFolder: string },
  version: string,
): ReadonlyMap<string, string> | undefined {
  const { entries } = sourceMemory(cacheFolder, source).files()
  const prefix = join(root, '/').length
  const hashes = [...entries].map(([path, { sha256 }]) => ({ path: path.slice(prefix).replaceAll(sep, '/'), sha256 }))
  return versionOf(hashes) === version ? new Map(hashes.map(({ path, sha256 }) => [path, sha256])) : undefined
}
