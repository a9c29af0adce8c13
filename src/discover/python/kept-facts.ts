import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FoundFunction, PythonName } from '../../python/ask-facts.ts'
import { stateOf, stateText } from '../../util/file-state.ts'
import { frameworkVersion } from '../../util/framework-version.ts'
import {
  type FileMark,
  type FolderMark,
  filesBelow,
  foldersHold,
  listOf,
  markFiles,
  markFolders,
  marksHold,
} from '../files/file-marks.ts'
import { keepLines, readLines } from '../kept-lines.ts'

/** The facts of a function, and the interpreter whose packages they are about. */
export interface KnownFunction {
  readonly found: FoundFunction
  /** `3.11.7` */
  readonly python: string
  readonly listings: readonly string[]
  /** As `interpreterNow` gives it. */
  readonly interpreter: string
}

/** What an earlier command found out about functions. */
export interface KeptFacts {
  /**
   * What is known of a function, if every file and folder that it was found out from is unchanged.
   *
   * @param interpreter as `interpreterNow` gives it; undefined where there is none: then the facts of any interpreter
   * serve.
   */
  recall(name: PythonName, interpreter: string | undefined): KnownFunction | undefined
  /** What was known of it, whatever has become of its files since. */
  before(name: PythonName): KnownFunction | undefined
  add(name: PythonName, entry: KnownFunction): void
  /** Writes what is new, best effort; nothing where there is no store yet. */
  keep(): void
}

interface Head {
  readonly format: string
  readonly savedAt: number
  readonly files: readonly FileMark[]
  readonly folders: readonly (readonly [path: string, names: string])[]
  readonly listings: readonly FolderMark[]
}

const format = `11 ${frameworkVersion}`
const keyOf = ({ file, function: name }: PythonName) => `${file} ${name}`

/**
 * The interpreter that a path leads to: `python3` or an environment may lead to another one later, with other packages.
 */
export const interpreterNow = (path: string): string => `${path} ${realpathSync(path)} ${stateText(stateOf(path))}`

export function openKeptFacts(cacheFolder: string): KeptFacts {
  const path = join(cacheFolder, 'python.lines')
  const lines = readLines(path)
  const head = lines === undefined ? undefined : (JSON.parse(lines.head) as Head)
  const memory = head?.format === format ? { head, texts: lines?.texts ?? new Map<string, string>() } : undefined
  const all = new Map<string, KnownFunction>()
  const holds = memory === undefined ? () => false : holdsStill(memory.head)
  let isNew = false
  const lineOf = (name: PythonName) => {
    const text = memory?.texts.get(keyOf(name))
    return all.get(keyOf(name)) ?? (text === undefined ? undefined : (JSON.parse(text) as KnownFunction))
  }
  return {
    before: lineOf,
    recall(name, interpreter) {
      const entry = lineOf(name)
      if (entry === undefined || (interpreter !== undefined && entry.interpreter !== interpreter)) return undefined
      // Packages that cannot be looked at now count as they were.
      if (!holds(entry, interpreter !== undefined)) return undefined
      all.set(keyOf(name), entry)
      return entry
    },
    add(name, entry) {
      isNew = true
      all.set(keyOf(name), entry)
    },
    keep() {
      if (!isNew || !existsSync(dirname(cacheFolder))) return
      isNew = false
      keepLines(
        path,
        JSON.stringify(headOf(all.values())),
        [...all].map(([key, entry]) => [key, JSON.stringify(entry)]),
      )
    },
  }
}

/** Each file and folder is looked at once, whatever the number of functions in it. */
function holdsStill({ files, folders, listings, savedAt }: Head): (entry: KnownFunction, packages: boolean) => boolean {
  const marks = new Map(files.map((mark) => [mark[0], mark]))
  const names = new Map(folders)
  const installed = new Map(listings)
  const answers = new Map<string, boolean>()
  const once = (question: string, ask: () => boolean) => {
    const answer = answers.get(question) ?? ask()
    answers.set(question, answer)
    return answer
  }
  const fileHolds = (path: string, sha256: string) =>
    once(`file ${path}`, () => {
      const mark = marks.get(path)
      return mark !== undefined && mark[5] === sha256 && marksHold([mark], savedAt)
    })
  return ({ found: facts, listings: of }, packages) =>
    Object.entries(facts.files).every(([path, sha256]) => fileHolds(path, sha256)) &&
    facts.folders.every((path) => once(`folder ${path}`, () => names.get(path) === listOf(filesBelow(path)))) &&
    (!packages || of.every((path) => once(`listing ${path}`, () => foldersHold([[path, installed.get(path) ?? '']]))))
}

function headOf(all: Iterable<KnownFunction>): Head {
  const savedAt = Date.now()
  const every = [...all]
  const paths = (of: (entry: KnownFunction) => readonly string[]) => [...new Set(every.flatMap(of))]
  return {
    format,
    savedAt,
    files: markFiles(paths(({ found: facts }) => Object.keys(facts.files))),
    folders: paths(({ found: facts }) => facts.folders).map((path) => [path, listOf(filesBelow(path))]),
    listings: markFolders(paths(({ listings }) => listings)),
  }
}
