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
  /** SQL text -> prepared statement; one for each query in this folder. */
  readonly statements: Map<string, Statement>
  /** Whether the last write waited for the disk: see `writeRelaxed`. */
  synchronous: 'FULL' | 'NORMAL'
  /** Records at intervals that this process lives; started when the process first holds something. */
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

/** The number contains the clock, so that a catalog that is made anew is never behind the old one. */
function nextCommitted(connection: Connection): number {
  const next = prepared(connection, 'UPDATE meta SET committed = max(committed + 1, ?) RETURNING committed')
  return next.pluck().get(Date.now() * 1000) as number
}

/**
 * A write that a power cut may undo: a lease, whose owner is then gone too, or a cache. It is still atomic, visible to
 * every process at once, and survives a kill of this process; it only does not wait for the disk.
 */
export function writeRelaxed<T>(connection: Connection, work: () => T): Promise<T> {
  return patiently(connection, () => {
    waitForDisk(connection, 'NORMAL')
    return inTransaction(connection, 'BEGIN IMMEDIATE', work)
  })
}

/**
 * Sets how a write waits for the disk. SQLite gets the statement only if the value changes, since it takes as long as
 * any statement.
 */
function waitForDisk(connection: Connection, synchronous: Connection['synchronous']): void {
  if (connection.synchronous === synchronous) return
  // A run changes it twice for each asset. `exec` and not `pragma`, which would prepare a statement to read an answer.
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

/** Tries again as long as other processes hold the lock, and lets the event loop run in between. */
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
