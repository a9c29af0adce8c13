import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { type FileState, isSettled, stateOf, stateText } from '../../util/file-state.ts'
import { createHash } from '../../util/process/node-crypto.ts'
import { type DigestOf, digestFile, emptyStatCache, isTrusted, type StatCache } from '../files/stat-cache.ts'
import { matchFiles } from './match-files.ts'
import { countedOf, digestAll, versionOf } from './observe-files.ts'
import { fewUnsettled, type SourceSummary, sourceMemory } from './source-memory.ts'

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
  if (
    before?.state === state &&
    (await areSame(root, before, { paths, states, of: (path) => countedOf(source.type, path) }))
  )
    return { version: before.version, count: paths.length }
  const cache = memory.files()
  const hashed = await digestAll(paths, (path, index) =>
    digestFile(join(root, path), cache, { of: countedOf(source.type, path), state: states[index] as FileState }),
  )
  const version = versionOf(hashed)
  if (existsSync(dirname(cacheFolder))) {
    const remembered = keptOf(
      paths.map((path) => join(root, path)),
      { cache, states },
    )
    const unsettled = fewUnsettled(
      remembered.unsettled.map((index) => [paths[index] as string, hashed[index]?.sha256 ?? '']),
    )
    const isNew = before?.state !== state || before.unsettled === 'many' || before.unsettled.length !== unsettled.length
    if (isNew) memory.save({ state, version, unsettled }, remembered.files)
  }
  return { version, count: paths.length }
}

/**
 * When each file that matches was written last, as a text: equal texts before and after mean that nobody wrote
 * meanwhile. Their inodes do not count, which some file systems number anew.
 */
export async function timesOfSource(root: string, { glob }: FilesSource): Promise<string> {
  const paths = await matchFiles(root, glob)
  return digestOf(
    paths,
    paths.map((path) => ({ ...stateOf(join(root, path)), ino: 0 })),
  )
}

interface Matched {
  readonly paths: readonly string[]
  readonly states: readonly FileState[]
  readonly of: (path: string) => DigestOf
}

/**
 * Whether the files are all in the remembered state and so have the same bytes. Files that were written right before
 * the state was remembered are read again until they have rested; then all are looked at once more, and that is kept.
 */
async function areSame(root: string, { unsettled }: SourceSummary, { paths, states, of }: Matched): Promise<boolean> {
  if (unsettled === 'many') return false
  const now = Date.now()
  for (const [path, sha256] of unsettled) {
    const state = states[paths.indexOf(path)]
    if (state === undefined || isSettled(state, now)) return false
    const hashed = await digestFile(join(root, path), emptyStatCache(), { of: of(path), state })
    if (hashed.sha256 !== sha256) return false
  }
  return true
}

/** What is known of the files that match, and of no others. */
function keptOf(
  paths: readonly string[],
  { cache, states }: { readonly cache: StatCache; readonly states: readonly FileState[] },
): { readonly files: StatCache; readonly unsettled: readonly number[] } {
  const files = emptyStatCache()
  const unsettled: number[] = []
  for (const [index, path] of paths.entries()) {
    const entry = cache.entries.get(path)
    if (entry === undefined || !isTrusted(entry, states[index] as FileState)) unsettled.push(index)
    if (entry !== undefined) files.entries.set(path, entry)
  }
  return { files, unsettled }
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
