import { join } from 'node:path'
import { AssetError, AssetErrors } from '../../errors.ts'
import type { Unit } from '../../unit.ts'
import { errorCode } from '../../util/error-code.ts'
import { readTextFile } from '../../util/read-file.ts'
import { storeFailure } from '../failure.ts'
import { byUnit, type LockEntry } from './entry.ts'
import { formatLine, parseLine } from './line.ts'

export interface ReadLock {
  readonly entries: readonly LockEntry[]
  readonly problems: readonly AssetError[]
}

/** Bump it when a line changes its meaning; members that are only added leave it as it is. */
const format = 1
const header = `# assets.lock ${format}: written by "assets materialize", to be committed; "assets check" compares the code with it`

export const lockFile = (folder: string): string => join(folder, 'assets.lock')

/**
 * The text of a lock. An empty line stands between two assets: git merges edits of two branches only if an unchanged
 * line lies between them, so neighbouring assets can be changed on two branches.
 */
export function formatLock(entries: readonly LockEntry[]): string {
  const lines = [...entries].sort(byUnit).map(formatLine)
  return `${[header, ...lines].join('\n\n')}\n`
}

/** Reads a lock, whatever its order. `file` is its name in messages. */
export function readLock(text: string, file = '.assetstore/assets.lock'): ReadLock {
  const lines = text.split(/\r?\n/)
  const conflict = lines.findIndex((line) => markOf(line) !== undefined)
  if (conflict !== -1) {
    const at = `${file}:${conflict + 1}`
    return { entries: [], problems: [conflicted(at, text, file)] }
  }
  const start = lines.findIndex((line) => line.trim() !== '')
  if (start === -1) return { entries: [], problems: [] }
  const version = /^# assets\.lock (\d+)\b/.exec(lines[start] as string)?.[1]
  if (version !== String(format)) return { entries: [], problems: [strange(`${file}:${start + 1}`, version)] }
  const entries = new Map<Unit, LockEntry>()
  const problems: AssetError[] = []
  for (const [index, line] of lines.entries()) {
    if (index === start || line.trim() === '') continue
    const at = `${file}:${index + 1}`
    const entry = parseLine(line)
    if ('wrong' in entry) problems.push(broken(at, entry.wrong))
    else if (entries.has(entry.unit)) problems.push(twice(at, entry))
    else entries.set(entry.unit, entry)
  }
  return { entries: [...entries.values()].sort(byUnit), problems }
}

/**
 * The lock of a store; no entries where there is no lock. Throws `LOCK_INVALID`, and disk failures as store failures.
 */
export async function readLockFile(folder: string): Promise<readonly LockEntry[]> {
  return entriesOf((await lockText(folder)) ?? '', shownAs(folder))
}

/** @throws AssetError `LOCK_INVALID` for the first problem; several at once. */
export function entriesOf(text: string, file?: string): readonly LockEntry[] {
  const { entries, problems } = readLock(text, file)
  AssetErrors.throwIfAny(problems)
  return entries
}

/** `undefined` where there is no lock. */
export async function lockText(folder: string): Promise<string | undefined> {
  try {
    return await readTextFile(lockFile(folder))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw storeFailure(error, lockFile(folder))
  }
}

/** The folder's own name is enough for the user to find it, and is the same on every machine. */
export function shownAs(folder: string): string {
  return `${folder.split(/[/\\]/).at(-1)}/assets.lock`
}

const again = 'and run "assets materialize"'

function conflicted(at: string, text: string, file: string): AssetError {
  return invalid({ at, message: 'the lock has the conflict of a merge in it', fix: conflictCure(text, file) })
}

/** The cure for a merge conflict: a run resolves it where both sides are locks. */
function conflictCure(text: string, file: string): string {
  const sides = sidesOf(text)
  if (sides === undefined) return `take either side, such as "git checkout --ours ${file}", ${again}`
  const names = (['ours', 'theirs'] as const).filter((side) => readLock(sides[side], file).problems.length === 0)
  if (names.length === 2) return 'assets materialize'
  if (names.length === 0) return `neither side of it is a lock: remove ${file}, ${again}`
  return `only one side of it is a lock: take it by "git checkout --${names[0]} ${file}", ${again}`
}

const markOf = (line: string): string | undefined => /^(<{7}|={7}|>{7}|\|{7})( |$)/.exec(line)?.[1]?.[0]

/** The two locks of the branches, where git has marked everything that it could not merge. */
export function sidesOf(text: string): { readonly ours: string; readonly theirs: string } | undefined {
  const sides: { ours: string[]; theirs: string[] } = { ours: [], theirs: [] }
  let side: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  let conflicts = 0
  for (const line of text.split(/\r?\n/)) {
    const mark = markOf(line)
    if (mark === undefined) {
      if (side === 'both' || side === 'ours') sides.ours.push(line)
      if (side === 'both' || side === 'theirs') sides.theirs.push(line)
    } else if (mark === '<' && side === 'both') side = 'ours'
    else if (mark === '|' && side === 'ours') side = 'base'
    else if (mark === '=' && (side === 'ours' || side === 'base')) side = 'theirs'
    else if (mark === '>' && side === 'theirs') {
      side = 'both'
      conflicts += 1
    } else return undefined
  }
  return side === 'both' && conflicts > 0 ? { ours: sides.ours.join('\n'), theirs: sides.theirs.join('\n') } : undefined
}

function broken(at: string, wrong: string): AssetError {
  const fix = `take the line from git again, or remove it, ${again}`
  return invalid({ at, message: `this line of the lock cannot be read: ${wrong}`, fix })
}

function twice(at: string, entry: LockEntry): AssetError {
  return invalid({
    at,
    message: `the lock has two lines for ${entry.unit}`,
    fix: `remove either of them, ${again}`,
  })
}

function strange(at: string, version: string | undefined): AssetError {
  if (version === undefined) {
    const message = 'the file does not begin as a lock does'
    return invalid({ at, message, fix: `take it from git again, or remove it, ${again}` })
  }
  const message = `the lock has the format ${version}, and this version reads the format ${format}`
  const fix = `install the version of assetstore that wrote it, or remove the file ${again}`
  return invalid({ at, message, fix })
}

function invalid(details: { readonly at: string; readonly message: string; readonly fix: string }): AssetError {
  return new AssetError({ code: 'LOCK_INVALID', ...details })
}
