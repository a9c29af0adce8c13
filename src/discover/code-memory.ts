import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileFacts, UnitFacts } from './code/facts.ts'
import type { FactsCache } from './code/project-files.ts'
import { type FileMark, markFiles, marksHold } from './files/file-marks.ts'
import { type Answers, answersHold, type Lookups } from './files/lookups.ts'
import { keepLines, readLines } from './kept-lines.ts'

/** A fingerprint as it is kept: what names its files are numbers. */
export interface KeptFingerprint {
  readonly files: readonly number[]
  readonly json: string
}
interface CodeCache {
  readonly format: string
  readonly savedAt: number
  /** What else loading asked the disk: where imports lead, which packages are installed, that a file is not there. */
  readonly answers: Answers
  readonly files: readonly (readonly [mark: FileMark, shape: string])[]
  readonly fingerprints: ReadonlyMap<string, KeptFingerprint>
}

/** The results of an earlier command about code, and which of them still hold. */
export interface CodeMemory {
  readonly facts: FactsCache
  /** The fingerprint of a node as JSON, if nothing that it depends on has changed. */
  recall(name: string): string | undefined
  /** The sha256 of a file that is unchanged since it was read by an earlier command. */
  hash(path: string): string | undefined
  /** What was kept before files were edited; undefined where more than these files may have changed. */
  readonly edited: EditedFiles | undefined
  /** Keeps fingerprints for the next command, best effort; nothing is written where nothing is new. */
  keep(fingerprints: ReadonlyMap<string, { readonly files: readonly string[]; readonly json: string }>): void
}

/** Files that were edited and have the shape that they had. */
export interface EditedFiles {
  /** By path: the sha256 of the bytes that it had. */
  readonly files: ReadonlyMap<string, string>
  /** The facts that a file had, if these are kept. */
  factsBefore(path: string): FileFacts | undefined
  /** The fingerprint that a node had, as JSON. */
  before(name: string): string | undefined
}

export interface CodeMemoryOptions {
  readonly cacheFolder: string
  /** The scheme, the version and whatever else makes kept facts incomparable. */
  readonly format: string
  readonly lookups: Lookups
  /** Reads a file's facts afresh, by the parser. */
  readonly read: (file: string) => FileFacts
}

/**
 * A fingerprint depends on the files of its slice, on every other answer of the disk, and on nobody else having a hand
 * in what it reaches: a module may change another's binding while it is evaluated. So a kept fingerprint holds if its
 * own files are unchanged, every other question has the answer it had, and every file that did change has the shape it
 * had: the same references, imports, exports, writes and calls, whatever its functions say now.
 */
export function openCodeMemory(options: CodeMemoryOptions): CodeMemory {
  const cache = readKept(options)
  const changed = changedFiles(cache)
  const facts = keptFacts(cache === undefined ? undefined : options.cacheFolder, changed)
  const shapes = currentShapes(cache, { facts, changed, read: options.read })
  const trusted =
    cache !== undefined &&
    answersHold(cache.answers) &&
    cache.files.every(([[path], shape]) => !changed.has(path) || shape === data || shapes(path) === shape)
  if (trusted) options.lookups.adopt(cache.answers)
  const recalled = new Set<string>()
  const hashes = new Map(cache?.files.map(([mark]) => [mark[0], mark[5]]))
  return {
    facts,
    hash: (path) => (changed.has(path) ? undefined : hashes.get(path)),
    edited: trusted ? editedFiles(cache, { changed, facts }) : undefined,
    recall(name) {
      const fingerprint = trusted ? cache.fingerprints.get(name) : undefined
      if (fingerprint === undefined || fingerprint.files.some((file) => changed.has(pathOf(cache, file))))
        return undefined
      recalled.add(name)
      return fingerprint.json
    },
    keep(fingerprints) {
      const isNew = [...fingerprints.keys()].some((name) => !recalled.has(name)) || changed.size > 0 || !trusted
      if (isNew && existsSync(dirname(options.cacheFolder)))
        keepAll(options, { cache, changed, facts, shapes, byName: fingerprints })
    },
  }
}

function editedFiles(
  { files, fingerprints }: CodeCache,
  { changed, facts }: { readonly changed: ReadonlySet<string>; readonly facts: KeptFacts },
): EditedFiles {
  const hashes = files.flatMap(([[path, , , , , sha256]]) => (changed.has(path) ? [[path, sha256] as const] : []))
  return {
    files: new Map(hashes),
    factsBefore: facts.before,
    before: (name) => fingerprints.get(name)?.json,
  }
}

const pathOf = (cache: CodeCache | undefined, file: number): string => cache?.files[file]?.[0][0] ?? ''

function changedFiles(cache: CodeCache | undefined): ReadonlySet<string> {
  if (cache === undefined) return new Set()
  return new Set(cache.files.flatMap(([mark]) => (marksHold([mark], cache.savedAt) ? [] : [mark[0]])))
}

/** Stands for the shape of a file that is read as bytes, whose content has no further consequences. */
const data = 'data'

/** The shape that a file has now: the kept one where it did not change, and no shape where it is gone. */
function currentShapes(
  cache: CodeCache | undefined,
  of: { readonly facts: FactsCache; readonly changed: ReadonlySet<string>; readonly read: (file: string) => FileFacts },
): (path: string) => string {
  const before = new Map(cache?.files.map(([[path], shape]) => [path, shape]))
  return (path) => {
    const shape = of.changed.has(path) ? undefined : before.get(path)
    if (shape !== undefined) return shape
    if (!existsSync(path)) return ''
    const facts = of.facts.get(path) ?? of.read(path)
    of.facts.set(path, facts)
    return shapeOf(facts)
  }
}

/**
 * Everything of a file's facts that slices may depend on which do not reach the file, and nothing of what its units do
 * with their own values: who reaches a unit lists its file, and is cut again when that changes.
 */
function shapeOf(facts: FileFacts): string {
  if (facts.kind !== 'module') return facts.kind
  const { sha256, units, loading, ...links } = facts
  return createHash('sha256')
    .update(JSON.stringify([links, units.map(unitShape)]))
    .digest('hex')
}

function unitShape({
  hash,
  ordinalHash,
  older,
  undescribed,
  readsDescriptions,
  source,
  members,
  start,
  end,
  line,
  label,
  ...facts
}: UnitFacts): object {
  const { impurities, environment, selves, classes, handed, ownMethods, forms, asks, says, ...others } = facts
  const { gives, holds, flows, ...shape } = others
  return shape
}

/** Facts by path, as JSON texts that are parsed when they are asked for. */
interface KeptFacts extends FactsCache {
  /** The facts that were kept, whether or not the file has changed since. */
  before(path: string): FileFacts | undefined
  entries(): ReadonlyMap<string, string>
}

/** Without a memory of what was read when, nothing that is kept of a file is known to be of what is there now. */
function keptFacts(cacheFolder: string | undefined, changed: ReadonlySet<string>): KeptFacts {
  let texts: Map<string, string> | undefined
  const outdated = new Set(changed)
  const replaced = new Map<string, string | undefined>()
  const all = () => {
    texts ??= new Map(cacheFolder === undefined ? [] : readLines(factsFile(cacheFolder))?.texts)
    return texts
  }
  return {
    get(path) {
      const text = outdated.has(path) ? undefined : all().get(path)
      return text === undefined ? undefined : (JSON.parse(text) as FileFacts)
    },
    before(path) {
      const text = replaced.has(path) ? replaced.get(path) : all().get(path)
      return text === undefined ? undefined : (JSON.parse(text) as FileFacts)
    },
    set(path, facts) {
      outdated.delete(path)
      if (!replaced.has(path)) replaced.set(path, all().get(path))
      all().set(path, JSON.stringify(facts))
    },
    entries: () => new Map([...all()].filter(([path]) => !outdated.has(path))),
  }
}

const keptFile = (cacheFolder: string): string => join(cacheFolder, 'code.lines')
const factsFile = (cacheFolder: string): string => join(cacheFolder, 'facts.lines')

/** A file that is missing or cut is no memory. */
function readKept({ cacheFolder, format }: CodeMemoryOptions): CodeCache | undefined {
  const lines = readLines(keptFile(cacheFolder))
  const cache = lines === undefined ? undefined : (JSON.parse(lines.head) as Omit<CodeCache, 'fingerprints'>)
  if (lines === undefined || cache?.format !== format) return undefined
  return { ...cache, fingerprints: new Map([...lines.texts].map(([name, text]) => [name, fingerprintIn(text)])) }
}

/** The numbers of its files, and its JSON. */
function fingerprintIn(text: string): KeptFingerprint {
  const end = text.indexOf(']') + 1
  return { files: JSON.parse(text.slice(0, end)) as number[], json: text.slice(end) }
}

interface Keeping {
  readonly cache: CodeCache | undefined
  readonly changed: ReadonlySet<string>
  readonly facts: KeptFacts
  readonly shapes: (path: string) => string
  readonly byName: ReadonlyMap<string, { readonly files: readonly string[]; readonly json: string }>
}

function keepAll({ cacheFolder, format, lookups }: CodeMemoryOptions, keeping: Keeping): void {
  const { facts, shapes, byName } = keeping
  const texts = facts.entries()
  const paths = [...new Set([...[...byName.values()].flatMap(({ files }) => files), ...texts.keys()])]
  const numbers = new Map(paths.map((path, index) => [path, index]))
  const fingerprints = [...byName].map(([name, { files, json }]) => {
    return [name, `[${files.map((file) => numbers.get(file)).join()}]${json}`] as const
  })
  const answers = lookups.answers((path) => numbers.has(path))
  const marks = marksAsRead(paths, lookups, keeping)
  const head: Omit<CodeCache, 'fingerprints'> = {
    format,
    savedAt: answers.since,
    answers,
    files: marks.map((mark) => [mark, texts.has(mark[0]) ? shapes(mark[0]) : data]),
  }
  keepLines(factsFile(cacheFolder), '', texts)
  keepLines(keptFile(cacheFolder), JSON.stringify(head), fingerprints)
}

/**
 * Marks files as they were when they were read, so that a file that was edited meanwhile counts as changed at the next
 * look.
 */
function marksAsRead(paths: readonly string[], lookups: Lookups, { cache, changed }: Keeping): FileMark[] {
  const before = new Map(cache?.files.map(([mark]) => [mark[0], mark]))
  return paths.map((path) => {
    const unchanged = changed.has(path) ? undefined : before.get(path)
    return lookups.mark(path) ?? unchanged ?? (markFiles([path])[0] as FileMark)
  })
}
