import { closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { AssetError } from '../../../index.ts'
import { optionalPackage } from '../optional-package.ts'

export type Database = Sqlite.Database

/**
 * How long SQLite itself may wait for a lock, in ms. The wait blocks the event loop, so it is short: after it the event
 * loop runs, and the call is tried again.
 */
const blockingMs = 20
const pauseMs = 25

/** How long to wait for another process that holds the file, in ms: as long as writing an index may take. */
export const patienceMs = 5 * 60_000

/** Opens for writing, and makes the file and its folder where there is none. */
export async function openForWriting(file: string, patience: number): Promise<Database> {
  const extension = await extensionPath()
  mkdirSync(dirname(file), { recursive: true })
  return await patiently({ file, patience }, () => opened(file, extension, {}))
}

/** `undefined` where there is no file: a reader makes none. */
export async function openForReading(file: string, patience: number): Promise<Database | undefined> {
  if (!existsSync(file)) return undefined
  const extension = await extensionPath()
  return await patiently({ file, patience }, () => opened(file, extension, { readonly: true, fileMustExist: true }))
}

/** An empty one in memory. */
export async function openBlank(): Promise<Database> {
  const database = new Sqlite(':memory:')
  loadVectors(database, await extensionPath())
  return database
}

function opened(file: string, extension: string, options: Sqlite.Options): Database {
  refuseJunk(file)
  const database = new Sqlite(file, { ...options, timeout: blockingMs })
  try {
    loadVectors(database, extension)
    // With a log readers go on with the last state while somebody writes. A commit is on the disk when it returns.
    if (options.readonly !== true && database.pragma('journal_mode', { simple: true }) !== 'wal') {
      database.pragma('journal_mode = WAL')
    }
    database.pragma('synchronous = FULL')
    database.pragma('schema_version')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function loadVectors(database: Database, extension: string): void {
  try {
    database.loadExtension(extension)
  } catch (error) {
    throw new AssetError({
      code: 'INDEX_UNAVAILABLE',
      message: `sqlite-vec cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      fix: 'install it again: npm install sqlite-vec',
      cause: error,
    })
  }
}

/** SQLite takes a very short file of anything for an empty one, and would write over it. */
function refuseJunk(file: string): void {
  const head = headOf(file)
  if (head === undefined || head.length === 0 || head.equals(magic)) return
  throw new Sqlite.SqliteError('file is not a database', 'SQLITE_NOTADB')
}
const magic = Buffer.from('SQLite format 3\0')

/** `undefined` where it cannot be read; SQLite then gives the reason. */
function headOf(file: string): Buffer | undefined {
  try {
    const handle = openSync(file, 'r')
    try {
      const head = Buffer.alloc(magic.length)
      return head.subarray(0, readSync(handle, head))
    } finally {
      closeSync(handle)
    }
  } catch {
    return undefined
  }
}

/**
 * Begins a transaction that holds the write lock from its start: one that reads first and then wants to write is
 * refused when somebody wrote in between.
 */
export async function beginWriting(database: Database, patience: number): Promise<void> {
  await patiently({ file: database.name, patience }, () => void database.exec('BEGIN IMMEDIATE'))
}

/**
 * Begins a reading transaction with a first read. Later reads see the same state, and nobody can replace the file
 * meanwhile; a BEGIN alone would take no lock.
 */
export async function beginReading(database: Database, patience: number): Promise<void> {
  await patiently({ file: database.name, patience }, () => {
    database.exec('BEGIN')
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    }
  })
}

/** If SQLite has no log on this disk, a reader delays a commit. The transaction stays open and is tried again. */
export async function commit(database: Database, patience: number): Promise<void> {
  await patiently({ file: database.name, patience }, () => void database.exec('COMMIT'))
}

interface Waiting {
  readonly file: string
  /** In ms. */
  readonly patience: number
}

async function patiently<T>({ file, patience }: Waiting, attempt: () => T): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!codeOf(error).startsWith('SQLITE_BUSY') || performance.now() >= deadline) throw unavailable(file, error)
    }
    await wait(pauseMs * (0.5 + Math.random()))
  }
}

/** Turns SQLite's error about an unusable file into a mistake with a cure; any other error is returned unchanged. */
export function unavailable(file: string, error: unknown): unknown {
  const [reason, fix] = reasons.find(([pattern]) => pattern.test(codeOf(error)))?.[1] ?? []
  if (reason === undefined || fix === undefined) return error
  const text = error instanceof Error ? error.message : String(error)
  const message = `the vector index ${file} ${reason}: ${text}`
  return new AssetError({ code: 'INDEX_UNAVAILABLE', message, fix, cause: error })
}

export const remake = 'move the file away and run again: an index can be made from its table at any time'
const reasons: readonly (readonly [RegExp, readonly [string, string]])[] = [
  [/^SQLITE_BUSY/, ['is held by another process', 'wait until that is done with it, or end it, and run again']],
  // Our own statements are always the same: one that fails met tables that are not as they were made.
  [/^SQLITE_(NOTADB|CORRUPT|ERROR)/, ['is damaged, or no index', remake]],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/, ['cannot be opened', 'see to the rights of the file and of its folder']],
  [/^SQLITE_FULL/, ['has no room on its disk', 'make room, and run again']],
]

/** SQLite says of damaged pages what they are; vec0 and FTS5 say of damaged tables that the statement failed. */
export function mayBeDamage(error: unknown): error is Error {
  return error instanceof Error && /^SQLITE_(CORRUPT|ERROR)/.test(codeOf(error))
}

/**
 * By its code alone: the command and the library have a `SqliteError` each, and all errors in one process are of the
 * class that was loaded first.
 */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && /^SQLITE_/.test(String(error.code)) ? String(error.code) : ''
}

async function extensionPath(): Promise<string> {
  const module = await optionalPackage<{ getLoadablePath(): string }>('sqlite-vec', 'SQLite')
  try {
    return module.getLoadablePath()
  } catch (error) {
    throw new AssetError({
      code: 'INDEX_UNAVAILABLE',
      message: `sqlite-vec has no binary for ${process.platform} on ${process.arch}`,
      fix: 'install without --omit=optional, or use another target where there is none for this platform',
      cause: error,
    })
  }
}
