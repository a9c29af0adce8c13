import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { forgetResolved, resolveModule } from '../code/parser.ts'
import { hashOf, hashOfFile } from './file-hash.ts'
import {
  absentMark,
  type FileMark,
  type FolderMark,
  filesBelow,
  foldersHold,
  listOf,
  markOf,
  marksHold,
  noFolder,
} from './file-marks.ts'

/**
 * The only way in which the slice asks the disk. Every question is noted with its answer, also that a file is absent,
 * so that a result holds for as long as each question has the same answer, and no longer.
 */
export interface Lookups {
  /** Where a path leads when links are followed, if that is a file. */
  place(path: string): string | undefined
  /** The bytes of a file; `undefined` where it does not exist. */
  bytes(path: string): Buffer | undefined
  /** The same as text. */
  text(path: string): string | undefined
  /** sha256 of the bytes of a file. */
  hash(path: string): string | undefined
  /** The files at any depth below a folder, relative to it, sorted; `undefined` where it does not exist. */
  folder(path: string): readonly string[] | undefined
  /** Whether a folder is missing. Its existence is not noted: the questions about its contents are. */
  lacksFolder(path: string): boolean
  /** Where a specifier leads by all the rules of the resolver, from a folder. */
  resolve(folder: string, specifier: string): string | undefined
  /** The file as it was when it was read. */
  mark(path: string): FileMark | undefined
  /** Adds questions of an earlier command whose answers were just found to be the same. */
  adopt(answers: Answers): void
  /** Adds files and listed folders that somebody else has just looked at. */
  adoptFiles(files: readonly FileMark[], listed: Listed): void
  /** Every question so far. Files for which `without` says so are left out: somebody else keeps them. */
  answers(without?: (path: string) => boolean): Answers
}

/** A folder with the files below it; `undefined` where it does not exist. */
export type ListedFolder = readonly [path: string, files: readonly string[] | undefined]

export interface Listed {
  readonly folders: readonly ListedFolder[]
  readonly listings: readonly FolderMark[]
}

/** Questions and their answers, as they are kept. */
export interface Answers {
  /** Since when they were asked: what was written shortly before that is read again. */
  readonly since: number
  readonly files: readonly FileMark[]
  /** Path -> where it leads; the empty text where there is no file. */
  readonly places: readonly (readonly [path: string, real: string])[]
  /** Folders of files that are marked, which are reached through no link. */
  readonly plain: readonly string[]
  readonly folders: readonly (readonly [path: string, files: string])[]
  /** The names in folders, and nothing below. */
  readonly listings?: readonly FolderMark[]
  readonly resolved: readonly (readonly [folder: string, specifier: string, path: string])[]
}

export function createLookups(): Lookups {
  const since = Date.now()
  const files = new Map<string, FileMark>()
  const places = new Map<string, string>()
  const folders = new Map<string, string>()
  const listings = new Map<string, string>()
  const steady = new Set<string>()
  const resolved = new Map<string, readonly [folder: string, specifier: string, path: string]>()
  const noteAbsent = (path: string): undefined => {
    files.set(path, absentMark(path))
  }
  const bytes = (path: string): Buffer | undefined => {
    const stat = statOfFile(path)
    if (stat === undefined) return noteAbsent(path)
    const read = readFileSync(path)
    files.set(path, markOf(path, stat, hashOf(read)))
    return read
  }
  return {
    place(path) {
      const real = places.get(path) ?? placeOf(path)
      places.set(path, real)
      return real === '' ? undefined : real
    },
    bytes,
    text: (path) => bytes(path)?.toString('utf8'),
    hash(path) {
      const stat = statOfFile(path)
      if (stat === undefined) return noteAbsent(path)
      const sha256 = hashOfFile(path, stat)
      files.set(path, markOf(path, stat, sha256))
      return sha256
    },
    folder(path) {
      const names = filesBelow(path)
      folders.set(path, listOf(names))
      return names
    },
    lacksFolder(path) {
      if (listings.get(path) === noFolder) return true
      const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      if (!isThere) listings.set(path, noFolder)
      return !isThere
    },
    resolve(folder, specifier) {
      const path = resolveModule(folder, specifier)
      resolved.set(`${folder}\n${specifier}`, [folder, specifier, path ?? ''])
      return path
    },
    mark: (path) => files.get(path),
    adopt(answers) {
      for (const mark of answers.files) if (!files.has(mark[0])) files.set(mark[0], mark)
      for (const [path, real] of answers.places) places.set(path, real)
      for (const folder of answers.plain) steady.add(folder)
      for (const [path, names] of answers.folders) folders.set(path, names)
      for (const [path, names] of answers.listings ?? []) listings.set(path, names)
      for (const one of answers.resolved) resolved.set(`${one[0]}\n${one[1]}`, one)
    },
    adoptFiles(marks, { folders: listed, listings: named }) {
      for (const mark of marks) files.set(mark[0], mark)
      for (const [path, names] of listed) folders.set(path, listOf(names))
      for (const [path, names] of named) listings.set(path, names)
    },
    answers(without = () => false) {
      // One look at the folder serves for all files in it: of each of them the mark says that it is there.
      const isPlain = ([path, real]: readonly [string, string]) => real === path && (without(path) || files.has(path))
      const [plain, others] = partition([...places], isPlain)
      return {
        since,
        files: [...files.values()].filter(([path]) => !without(path)),
        places: others,
        plain: [...new Set([...steady, ...plain.map(([path]) => dirname(path))])],
        folders: [...folders],
        ...(listings.size === 0 ? {} : { listings: [...listings] }),
        resolved: [...resolved.values()],
      }
    },
  }
}

/**
 * Whether every question has the answer that it had. The cheap ones are asked first.
 *
 * @param onRead as that of `marksHold`
 */
export function answersHold(
  { since, files, places, plain, folders, listings = [], resolved }: Answers,
  onRead?: (now: FileMark) => void,
): boolean {
  forgetResolved()
  return (
    marksHold(files, since, onRead) &&
    places.every(([path, real]) => placeOf(path) === real) &&
    plain.every((folder) => realPath(folder) === folder) &&
    folders.every(([path, names]) => listOf(filesBelow(path)) === names) &&
    foldersHold(listings) &&
    resolved.every(([folder, specifier, path]) => (resolveModule(folder, specifier) ?? '') === path)
  )
}

function placeOf(path: string): string {
  // A virtual module of a bundler begins with such a character, which no path may have.
  if (path.includes('\0') || !statSync(path, { throwIfNoEntry: false })?.isFile()) return ''
  return realPath(path) ?? ''
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

function partition<T>(all: readonly T[], is: (one: T) => boolean): readonly [yes: readonly T[], no: readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))]
}

function statOfFile(path: string): Stats | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? stat : undefined
}
