import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { FileFacts, JsonFacts, RawFacts, UnitFacts } from './facts.ts'
import { type Module, moduleOf, readFileFacts } from './file-facts.ts'
import { createResolve, type Resolve } from './resolution.ts'

/** Remembers facts by file. It answers only with what is true of the file's present content. */
export interface FactsCache {
  get(path: string): FileFacts | undefined
  set(path: string, facts: FileFacts): void
}

/** One unit in its module: the node of the graph that is sliced. There is one object for each, so that they are compared as they are. */
export interface Unit {
  readonly module: SourceModule
  readonly index: number
  readonly facts: UnitFacts
}
export interface SourceModule extends Module {
  readonly kind: 'module'
  readonly units: readonly Unit[]
}
export type DataFile = (JsonFacts | RawFacts) & { readonly file: string; readonly path: string }
export type SourceFile = SourceModule | DataFile

/** The files of a project, each read once. */
export interface ProjectFiles {
  readonly root: string
  readonly configFile: string
  readonly resolve: Resolve
  open(file: string): SourceFile
  /** As bytes, whatever its ending; a folder is all its files; `undefined` where there is nothing. */
  openData(file: string): DataFile | undefined
  text(file: string): string
  label(file: string): string
}

interface Options {
  readonly root: string
  readonly configFile: string
  readonly cache?: FactsCache | undefined
}
export function createProjectFiles({ root, configFile, cache }: Options): ProjectFiles {
  const files = new Map<string, SourceFile>()
  const data = new Map<string, DataFile | undefined>()
  const texts = new Map<string, string>()
  const label = (file: string) => relative(root, file).split(sep).join('/')
  const text = (file: string) => {
    const content = texts.get(file) ?? readFileSync(file, 'utf8')
    texts.set(file, content)
    return content
  }
  const read = (file: string): FileFacts => {
    const remembered = cache?.get(file)
    if (remembered !== undefined) return remembered
    const isText = /\.([cm]?[jt]sx?|json)$/.test(file)
    const facts = readFileFacts(label(file), isText ? text(file) : readFileSync(file))
    cache?.set(file, facts)
    return facts
  }
  return {
    root,
    configFile,
    resolve: createResolve(root),
    label,
    text,
    open(file) {
      const opened = files.get(file) ?? openFacts({ file, path: label(file) }, read(file))
      files.set(file, opened)
      return opened
    },
    openData(file) {
      if (!data.has(file)) data.set(file, readData(file, label(file)))
      return data.get(file)
    },
  }
}

function openFacts(at: { file: string; path: string }, facts: FileFacts): SourceFile {
  if (facts.kind !== 'module') return { ...at, ...facts }
  const units: Unit[] = []
  const module: SourceModule = { kind: 'module', ...moduleOf(at, facts), units }
  for (const [index, unit] of facts.units.entries()) units.push({ module, index, facts: unit })
  return module
}

function readData(file: string, path: string): DataFile | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const hash = createHash('sha256')
  if (!stat.isDirectory()) hash.update(readFileSync(file))
  else
    for (const name of filesIn(file))
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(file, name)))
        .update('\0')
  return { kind: 'raw', file, path, sha256: hash.digest('hex') }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}
