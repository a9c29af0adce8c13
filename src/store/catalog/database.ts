import { accessSync, constants, copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { errorCode } from '../../util/error-code.ts'
import { scratchFolder } from '../scratch.ts'
import { catalogFile } from './catalog-file.ts'

export type Database = Sqlite.Database
export type Statement = Sqlite.Statement<unknown[]>

/**
 * How long SQLite itself may wait for a lock, in ms. The wait blocks the event loop, so it is short: the caller tries
 * again after it has let the event loop run.
 */
const blockingMs = 50

/**
 * Opens for reading and writing, and makes the file where there is none. A commit is on the disk when it returns
 * (`synchronous=FULL`): a user who was told that an asset is done must find it after a power cut.
 */
export function openForWriting(file: string): Database {
  const database = new Sqlite(file, { timeout: blockingMs })
  try {
    if (database.pragma('journal_mode', { simple: true }) !== 'wal') database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

export interface Reading extends Disposable {
  readonly database: Database
}

/** Opens for reading and leaves no new file behind; `undefined` where there is no catalog. */
export function openForReading(file: string): Reading | undefined {
  if (!existsSync(file)) return undefined
  for (let tries = 1; ; tries += 1) {
    try {
      return plain(file)
    } catch (error) {
      const code = errorCode(error) ?? ''
      if (!/^SQLITE_(CANTOPEN|READONLY|FULL|IOERR_SHM)/.test(code)) throw error
      // The log needs a file of shared memory beside the catalog, which cannot be made in a read-only folder or on a
      // full disk. If another process had the catalog open, that file would exist.
      const isFull = /^SQLITE_(FULL|IOERR_SHM)/.test(code)
      if (isFull || !isWritable(dirname(file))) return sizeOf(`${file}-wal`) === 0 ? unchanging(file) : copied(file)
      // Else the last writer is closing, and removes the log and the shared memory between two looks of SQLite at them.
      if (tries === 3) throw error
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function plain(file: string): Reading {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: blockingMs })
  return probed(database, () => database.close())
}

/**
 * Reads the catalog into memory. The last writer has closed it, so that everything is in the one file, and nobody can
 * write where the folder is read-only. Bytes 18 and 19 of the header say whether a log is needed (2) or not (1);
 * https://sqlite.org/fileformat.html, 1.3.3.
 */
function unchanging(file: string): Reading {
  const bytes = readFileSync(file)
  if (bytes[18] === 2 && bytes[19] === 2) bytes.fill(1, 18, 20)
  const database = new Sqlite(bytes, { readonly: true })
  return probed(database, () => database.close())
}

/** Reads a copy, where the last writer was killed and left a log that cannot be applied in place. */
function copied(file: string): Reading {
  const folder = scratchFolder('catalog')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = catalogFile(folder)
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
    const database = openForWriting(copy)
    return {
      database,
      [Symbol.dispose]: () => {
        database.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Opening is lazy: only the first read touches the file, its log and its locks. */
function probed(database: Database, close: () => void): Reading {
  try {
    database.pragma('schema_version')
    return { database, [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
