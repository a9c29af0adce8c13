import { createHash } from 'node:crypto'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { AssetError } from '../../errors.ts'
import type { Lookups } from '../files/lookups.ts'
import type { FileFacts, JsonFacts, Pattern, RawFacts, UnitFacts } from './facts.ts'
import { type Module, moduleOf, readFileFacts } from './file-facts.ts'
import { createResolver, type Resolver } from './resolution.ts'
import { isModuleFile } from './syntax.ts'

/** Remembers facts by file. It answers only with what is true of the file's present content. */
export interface FactsCache {
  get(path: string): FileFacts | undefined
  set(path: string, facts: FileFacts): void
}

/**
 * One unit in its module: the node of the graph that is sliced. There is one object for each, so that they are compared
 * as they are.
 */
export interface Unit {
  readonly module: SourceModule
  readonly index: number
  readonly facts: UnitFacts
}
export interface SourceModule extends Module {
  readonly kind: 'module'
  readonly units: readonly Unit[]
}
export type DataFile = (JsonFacts | RawFacts) & {
  readonly file: string
  readonly path: string
  /** For a folder: the files in it, absolute. */
  readonly members?: readonly string[]
}
export type SourceFile = SourceModule | DataFile

/** The files of a project, each read once. */
export interface ProjectFiles extends Resolver {
  readonly root: string
  readonly configFile: string
  open(file: string): SourceFile
  /** As bytes, whatever its ending; a folder is all its files; `undefined` where there is nothing. */
  openData(file: string): DataFile | undefined
  /** All files that a computed path of a module can be, as one. */
  openMatching(module: SourceModule, pattern: Pattern): DataFile
  /** The files that a computed path of a module can be: absolute. */
  matching(module: SourceModule, pattern: Pattern): readonly string[]
  /** The modules in a folder, at any depth. */
  modulesIn(folder: string): readonly string[]
  text(file: string): string
  label(file: string): string
}

interface Options {
  readonly root: string
  readonly configFile: string
  readonly cache?: FactsCache | undefined
  readonly lookups: Lookups
}
export function createProjectFiles({ root, configFile, cache, lookups }: Options): ProjectFiles {
  const files = new Map<string, SourceFile>()
  const data = new Map<string, DataFile | undefined>()
  const texts = new Map<string, string>()
  const label = (file: string) => relative(root, file).split(sep).join('/')
  const text = (file: string) => {
    const content = texts.get(file) ?? bytesOf(lookups, file).toString('utf8')
    texts.set(file, content)
    return content
  }
  const read = (file: string): FileFacts => {
    const remembered = cache?.get(file)
    if (remembered !== undefined) return remembered
    const isText = /\.([cm]?[jt]sx?|json)$/.test(file)
    const facts = readFileFacts(label(file), isText ? text(file) : bytesOf(lookups, file))
    cache?.set(file, facts)
    return facts
  }
  return {
    root,
    configFile,
    ...createResolver(root, lookups),
    label,
    text,
    modulesIn: (folder) => (lookups.folder(folder) ?? []).map((name) => join(folder, name)).filter(isModuleFile),
    matching: (module, pattern) => matchingFiles(lookups, dirname(module.file), pattern),
    openMatching(module, pattern) {
      const members = matchingFiles(lookups, dirname(module.file), pattern)
      const file = resolve(dirname(module.file), pattern.start.slice(0, pattern.start.lastIndexOf('/')))
      return folderOf(lookups, { file, path: `${label(file)}/*${pattern.end}`, members })
    },
    open(file) {
      const opened = files.get(file) ?? openFacts({ file, path: label(file) }, read(file))
      files.set(file, opened)
      return opened
    },
    openData(file) {
      if (!data.has(file)) data.set(file, readData(lookups, file, label(file)))
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

/** What is computed may have a slash in it: the files at any depth below the folder that is written. */
function matchingFiles(lookups: Lookups, from: string, { start, end }: Pattern): string[] {
  const slash = start.lastIndexOf('/')
  const folder = resolve(from, start.slice(0, slash))
  const prefix = start.slice(slash + 1)
  const names = lookups.folder(folder) ?? []
  const fits = (name: string) =>
    name.startsWith(prefix) && name.endsWith(end) && name.length >= prefix.length + end.length
  return names.filter(fits).map((name) => join(folder, name))
}

function bytesOf(lookups: Lookups, file: string): Buffer {
  const bytes = lookups.bytes(file)
  if (bytes === undefined) throw goneWhileRead(file)
  return bytes
}

/** The error of a file that was removed after the import to it was resolved. */
function goneWhileRead(file: string): AssetError {
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${file} was removed while the project was read`,
    facts: { file },
    fix: 'run the command again',
  })
}

/** A folder is its files: their names and their bytes. */
function readData(lookups: Lookups, file: string, path: string): DataFile | undefined {
  const names = lookups.folder(file)
  if (names === undefined) {
    const sha256 = lookups.hash(file)
    return sha256 === undefined ? undefined : { kind: 'raw', file, path, sha256 }
  }
  return folderOf(lookups, { file, path, members: names.map((name) => join(file, name)) })
}

interface Folder {
  readonly file: string
  readonly path: string
  readonly members: readonly string[]
}
function folderOf(lookups: Lookups, { file, path, members }: Folder): DataFile {
  const lines = members.map((member) => `${relative(file, member).split(sep).join('/')}\0${lookups.hash(member)}`)
  const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex')
  return { kind: 'raw', file, path, sha256, members }
}
