import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AssetError } from '../../errors.ts'
import { storeFailure } from '../failure.ts'
import { dropRemembered } from '../remembered-file.ts'
import { noteCommitted } from './committed.ts'
import type { Database, Statement } from './database.ts'

export interface Connection {
  readonly database: Database
  readonly file: string
  readonly environment: string
  /** SQL text -> prepared statement; as many as there are queries in this folder. */
  readonly statements: Map<string, Statement>
  /** What the last write waited for: see `writeRelaxed`. */
  synchronous: 'FULL' | 'NORMAL'
  /** Says again and again that this process lives, once it holds anything. */
  heartbeat?: NodeJS.Timeout
  /** How long to go on trying while other processes hold the lock, in milliseconds. */
  readonly patienceMs: number
}

export function prepared(connection: Connection, sql: string): Statement {
  const existing = connection.statements.get(sql)
  if (existing !== undefined) return existing
  const statement = connection.database.prepare<unknown[]>(sql)
  connection.statements.set(sql, statement)
  return statement
}

/** Runs one reading, on one snapshot of the catalog. */
export function read<T>(connection: Connection, work: () => T): Promise<T> {
  return patiently(connection, () => inTransaction(connection, 'BEGIN', work))
}

/**
 * Runs one write transaction. It takes the write lock at the start: a transaction that reads first and then wants to
 * write is refused with `SQLITE_BUSY_SNAPSHOT` at once when another process wrote in between, however long it is
 * willing to wait. `work` is synchronous, so that the lock is never held while something else is awaited. It may run
 * more than once.
 */
export async function write<T>(connection: Connection, work: () => T): Promise<T> {
  const { result, committed } = await patiently(connection, () => {
    waitForDisk(connection, 'FULL')
    return inTransaction(connection, 'BEGIN IMMEDIATE', () => ({
      result: work(),
      committed: nextCommitted(connection),
    }))
  })
  noteCommitted(connection.file, committed)
  return result
}

/** The clock is in it, so that a catalog that is made anew is not behind the one that was there before. */
function nextCommitted(connection: Connection): number {
  const next = prepared(connection, 'UPDATE meta SET committed = max(committed + 1, ?) RETURNING committed')
  return next.pluck().get(Date.now() * 1000) as number
}

/**
 * A write that a power cut may undo: a lease, whose owner is then gone too, or a cache. It still is all or nothing,
 * visible at once to every process, and kept when this process is killed; only the disk is not waited for.
 */
export function writeRelaxed<T>(connection: Connection, work: () => T): Promise<T> {
  return patiently(connection, () => {
    waitForDisk(connection, 'NORMAL')
    return inTransaction(connection, 'BEGIN IMMEDIATE', work)
  })
}

/**
 * Each write sets it. SQLite gets the statement only where the value differs, since it takes as long as any statement.
 */
function waitForDisk(connection: Connection, synchronous: Connection['synchronous']): void {
  if (connection.synchronous === synchronous) return
  // A run says it twice for each asset. `pragma` would make a statement of it to read an answer, and it has none.
  connection.database.exec(`PRAGMA synchronous = ${synchronous}`)
  connection.synchronous = synchronous
}

/**
 * Returns free pages to the disk where there are many, and truncates the log. A catalog that other processes use is
 * left for the next call.
 */
export async function compact({ database }: Pick<Connection, 'database'>): Promise<void> {
  const count = (name: string) => database.pragma(name, { simple: true }) as number
  try {
    if (count('freelist_count') * 4 > count('page_count')) database.exec('VACUUM')
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // Best effort: no report says how much space was returned.
  }
}

function inTransaction<T>(connection: Connection, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  prepared(connection, begin).run()
  try {
    const result = work()
    prepared(connection, 'COMMIT').run()
    return result
  } finally {
    // SQLite has already rolled back by itself after a full disk and a few other errors.
    if (connection.database.inTransaction) prepared(connection, 'ROLLBACK').run()
  }
}

/** Tries again, giving the event loop its turn, for as long as other processes hold the lock. */
export async function patiently<T>(connection: Pick<Connection, 'file' | 'patienceMs'>, attempt: () => T): Promise<T> {
  // `performance` also never jumps, but loading it takes longer than most reads.
  const deadline = process.uptime() * 1_000 + connection.patienceMs
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      const failure = storeFailure(error, connection.file)
      if (isCorrupt(failure)) dropRemembered(dirname(connection.file))
      if (!isBusy(failure) || process.uptime() * 1_000 >= deadline) throw failure
    }
    await setTimeout(2 + Math.random() * 20)
  }
}

const isBusy = (failure: unknown): boolean => AssetError.is(failure) && failure.code === 'STORE_BUSY'
const isCorrupt = (failure: unknown): boolean => AssetError.is(failure) && failure.code === 'STORE_CORRUPT'
