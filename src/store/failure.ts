import { closeSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AssetError, type ErrorCode, type Sentence } from '../errors.ts'
import { errorCode } from '../util/error-code.ts'
import { firstThrown } from '../util/thrown.ts'

/**
 * Turns an error of the system or of SQLite into an `AssetError` that the user can act on. Any other error is returned
 * unchanged. SQLite's extended codes begin with the plain one (`SQLITE_CORRUPT_INDEX`), and the plain ones are listed
 * in https://sqlite.org/rescode.html.
 */
export function storeFailure(thrown: unknown, target: string): unknown {
  const error = firstThrown(thrown)
  if (AssetError.is(error)) return error
  const reported = saidBySystem(error, target)
  const system = errorCode(reported)
  const code = system === undefined ? undefined : kindOf(system, error)
  if (code === undefined) return error
  const reason = reported instanceof Error ? reported.message : String(reported)
  // Node's error names the link or folder above that is in the way.
  const file = placeOf(error) ?? target
  return new AssetError({ code, ...texts[code](file, reason), facts: { file, code: system }, cause: error })
}

const placesOfSqlite = 6

/** SQLite only says that it could not open or read. The system gives the reason when the same file is opened here. */
function saidBySystem(error: unknown, path: string): unknown {
  if (!/^SQLITE_(CANTOPEN|IOERR)/.test(errorCode(error) ?? '')) return error
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return isFolder(path)
    // SQLite opens further files beside the catalog, so one free file handle is not enough.
    const opened: number[] = []
    try {
      for (let place = 0; place < placesOfSqlite; place += 1) opened.push(openSync(path, 'r'))
    } finally {
      for (const one of opened) closeSync(one)
    }
    return error
  } catch (refused) {
    return /^(EMFILE|ENFILE|EIO)$/.test(errorCode(refused) ?? '') ? refused : error
  }
}

const isFolder = (path: string): Error =>
  Object.assign(new Error(`EISDIR: it is a folder, '${path}'`), { code: 'EISDIR', path })

function placeOf(error: unknown): string | undefined {
  const { dest, path } = Object(error) as { readonly dest?: unknown; readonly path?: unknown }
  return [dest, path].find((place) => typeof place === 'string')
}

/** Runs work on a file of the store and throws errors of the system as `AssetError`. */
export async function withStoreFailures<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeFailure(error, file)
  }
}

type StoreFailureCode = Extract<
  ErrorCode,
  'STORE_CORRUPT' | 'STORE_NOT_WRITABLE' | 'STORE_DISK_FULL' | 'STORE_BUSY' | 'STORE_LIMIT' | 'STORE_IO'
>

const kinds: readonly (readonly [StoreFailureCode, RegExp])[] = [
  ['STORE_CORRUPT', /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ|IOERR_CORRUPTFS|IOERR_DATA)/],
  ['STORE_DISK_FULL', /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/],
  ['STORE_LIMIT', /^(EMFILE|ENFILE|EFBIG)$/],
  ['STORE_IO', /^(SQLITE_IOERR|EIO$|ENXIO$|ENODEV$)/],
  ['STORE_BUSY', /^SQLITE_(BUSY|LOCKED|PROTOCOL)/],
  [
    'STORE_NOT_WRITABLE',
    /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|(EACCES|EEXIST|EPERM|EROFS|ENOTDIR|EISDIR|ENOTEMPTY|ELOOP|EXDEV|EINVAL)$)/,
  ],
]

function kindOf(system: string, error: unknown): StoreFailureCode | undefined {
  // A folder that cannot be made because of what is missing: a link that leads nowhere.
  if (system === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'mkdir') return 'STORE_NOT_WRITABLE'
  return kinds.find(([, pattern]) => pattern.test(system))?.[0]
}

/** Cures for errors that no permission would mend, by the message: Node begins it with the code. */
const cures: readonly (readonly [RegExp, string])[] = [
  [
    /^(EEXIST|ENOTDIR|EISDIR|ENOTEMPTY):/,
    'move away what is in the way there: the store needs a folder where there is a file, or a file where there is a folder',
  ],
  [/^ENOENT:/, 'make the folder that this leads to, or remove the link'],
  [/^EXDEV:/, 'put tmp/ and objects/ of the store on one file system: a file is moved from one to the other'],
]

const texts: Record<StoreFailureCode, (file: string, reason: string) => { message: string; fix: Sentence }> = {
  STORE_CORRUPT: (file, reason) => ({
    message: `the catalog ${file} is damaged or is not a catalog: ${reason}`,
    fix: 'make it again from the files beside the tables, nothing is computed: assets doctor --rebuild',
  }),
  STORE_NOT_WRITABLE: (file, reason) => ({
    message: `the store cannot open or write ${file}: ${reason}`,
    fix:
      cures.find(([pattern]) => pattern.test(reason))?.[1] ??
      ((option) =>
        `make ${dirname(file)} writable for this user, or choose another store with ${option('store', '<dir>')}`),
  }),
  STORE_DISK_FULL: (file, reason) => ({
    message: `there is no space left to write ${file}: ${reason}`,
    fix: 'free some space on that disk and run again: everything that was finished is kept',
  }),
  STORE_LIMIT: (file, reason) => ({
    message: `a limit of this system keeps the store from using ${file}: ${reason}`,
    fix: (option) =>
      `raise the limit, of open files with "ulimit -n" and of the size of a file with "ulimit -f", or run fewer assets at once with ${option('concurrency')}; then run again`,
  }),
  STORE_IO: (file, reason) => ({
    message: `the disk answers with an error for ${file}: ${reason}`,
    fix: 'look at the log of the system for the disk, and copy the store to another one while it can be read; where a limit of the size of a file is set, raise it with "ulimit -f"',
  }),
  STORE_BUSY: (file) => ({
    message: `other processes kept ${file} locked`,
    fix: 'wait until they have finished and run again',
  }),
}
