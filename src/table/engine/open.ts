import { mkdirSync } from 'node:fs'
import { totalmem } from 'node:os'
import { bigintMacro } from '../codec/types/integer-origin.ts'
import { setClock } from '../sql/clock.ts'
import { type OfferedRows, registerOffers } from './batch-function.ts'
import { type Connection, type Database, duck } from './bindings.ts'
import { closedError } from './closed-error.ts'
import { needsNoThread } from './run-prepared.ts'

export interface EngineOptions {
  /** The folder to which DuckDB spills. Made when it is first needed. */
  readonly tempFolder: string
  /** Default: DuckDB's own, which is the number of cores. */
  readonly threads?: number
  /**
   * As DuckDB writes it, such as `2GB`. Default: a quarter of the machine's memory, at least 512 MB and at most 2 GB.
   */
  readonly memoryLimit?: string
}

/**
 * One DuckDB instance, in memory, over Parquet files. A shared database file is never used: opened twice in one process
 * it is not refused, and inserts are lost. Disposing ends what runs, and closes every connection when it has ended.
 *
 * DuckDB itself is opened for the first statement, which takes a fifth of a run of a few small assets. Many runs have
 * none, since small tables are read and written without DuckDB.
 */
export interface Engine extends Disposable {
  /** The folder to which it spills, also used for short-lived files. Removed with the engine. */
  readonly tempFolder: string
  /** The instance, opened at the first call. Rejects where DuckDB cannot be opened. */
  database(): Promise<Database>
  /** Rows in JavaScript that statements may read, by the number under which they name them. */
  readonly offers: Map<number, OfferedRows>
  /** A connection that nobody else uses until it is given back. */
  acquire(): Promise<Connection>
  release(connection: Connection): void
  /** The same instance and connections with a clock of its own, for runs that go on at once. */
  withOwnClock(): Engine
  /** The time of SQL's clock from now on, in ms since 1970; the machine's own clock until it is set. */
  clock: number | undefined
  /**
   * An instance for statements over so many offered batches, which has no tables of this one. Every instance after the
   * first few has no threads of its own: while a thread of DuckDB's waits for JavaScript to give it rows, the one that
   * asked for the statement looks for work without a pause, and waking threads for three rows takes longer than the
   * statement. Opening the instance takes as long as a few of them.
   */
  single(batches: number): Promise<Engine>
  /** Whether it was disposed of, which ends every statement that still runs. */
  isOver(): boolean
  /** Whether a statement met a fatal error, after which the instance runs no other. */
  isDead(): Promise<boolean>
  /** A name for a table or view that is used nowhere else in this instance. */
  uniqueName(prefix: string): string
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  mkdirSync(options.tempFolder, { recursive: true })
  const idle: Connection[] = []
  const busy = new Set<Connection>()
  const offers = new Map<number, OfferedRows>()
  let opening: Promise<Database> | undefined
  let opened: Database | undefined
  let open = 0
  let isOver = false
  let names = 0
  const clocks = new WeakMap<Connection, number>()
  let single: Promise<Engine> | undefined
  let offered = 0
  const database = (): Promise<Database> => {
    opening ??= openDatabase().catch((error: unknown) => {
      // The next statement tries again.
      if (opened === undefined) opening = undefined
      throw error
    })
    return opening
  }
  const openDatabase = async (): Promise<Database> => {
    opened = await duck.open(':memory:', configOf(options))
    const first = await connectTo(opened)
    try {
      await duck.query(first, bigintMacro('BIGINT'))
      // A zone-aware cast must not depend on where the machine stands: the same rows would be another version
      // elsewhere.
      await duck.query(first, "set global TimeZone = 'UTC'")
      registerOffers(offers, first)
    } finally {
      release(first)
    }
    return opened
  }
  const connectTo = async (instance: Database) => {
    open += 1
    const connection = await duck.connect(instance).catch((error: unknown) => {
      closed()
      throw error
    })
    busy.add(connection)
    if (hasOwnThreads(options.threads)) needsNoThread(connection)
    return connection
  }
  // Frees the connection only after its statement has ended, since the process would crash otherwise.
  const disconnect = (connection: Connection) => {
    duck.disconnect_sync(connection)
    closed()
  }
  const closed = () => {
    open -= 1
    if (isOver && open === 0 && opened !== undefined) duck.close_sync(opened)
  }
  // Interrupts again and again, since a statement that is about to start clears an earlier interrupt.
  const interruptAll = (againMs = 20) => {
    for (const connection of busy) duck.interrupt(connection)
    if (busy.size > 0) setTimeout(interruptAll, againMs, Math.min(2 * againMs, 1_000)).unref()
  }
  const release = (connection: Connection) => {
    busy.delete(connection)
    if (isOver) disconnect(connection)
    else idle.push(connection)
  }
  const prepared = async (connection: Connection, clock: number | undefined, isNew: boolean) => {
    try {
      if (isOver) throw closedError()
      if (isNew) await duck.query(connection, bigintMacro('BIGINT'))
      if (clock === undefined || clocks.get(connection) === clock) return connection
      await setClock(connection, clock)
      clocks.set(connection, clock)
      return connection
    } catch (error) {
      release(connection)
      throw error
    }
  }
  const acquireAt = async ({ clock }: Engine): Promise<Connection> => {
    if (isOver) throw closedError()
    const instance = await database()
    if (isOver) throw closedError()
    const connection = idle.pop()
    if (connection !== undefined) busy.add(connection)
    return await prepared(connection ?? (await connectTo(instance)), clock, connection === undefined)
  }
  const engine: Engine = {
    tempFolder: options.tempFolder,
    database,
    offers,
    clock: undefined,
    acquire: () => acquireAt(engine),
    withOwnClock() {
      const own: Engine = { ...engine, clock: undefined, acquire: () => acquireAt(own) }
      return own
    },
    release,
    uniqueName: (prefix) => `${prefix}_${++names}`,
    single(batches) {
      offered += batches
      if (offered <= fewBatches) return Promise.resolve(engine)
      single ??= openEngine({ ...options, threads: 1 })
      return single
    },
    isOver: () => isOver,
    async isDead() {
      if (opened === undefined) return false
      const connection = await connectTo(opened).catch(() => undefined)
      if (connection === undefined) return true
      try {
        await duck.query(connection, 'SELECT 1')
        return false
      } catch {
        return true
      } finally {
        busy.delete(connection)
        disconnect(connection)
      }
    },
    [Symbol.dispose]() {
      if (isOver) return
      isOver = true
      void single?.then((opened) => opened[Symbol.dispose]())
      for (const connection of idle.splice(0)) disconnect(connection)
      interruptAll()
    },
  }
  return engine
}

/** Whether a fatal error of another statement ended this one. */
export const isOfDeadEngine = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('database has been invalidated')

const fewBatches = 10

function configOf({ tempFolder, threads, memoryLimit = defaultMemoryLimit() }: EngineOptions) {
  const config = duck.create_config()
  duck.set_config(config, 'temp_directory', tempFolder)
  duck.set_config(config, 'memory_limit', memoryLimit)
  duck.set_config(config, 'preserve_insertion_order', 'true')
  // Extensions would be downloaded in the middle of a run, and what a query means would depend on the network.
  duck.set_config(config, 'autoinstall_known_extensions', 'false')
  if (threads !== undefined) duck.set_config(config, 'threads', String(threads))
  // Gives DuckDB as many threads of its own as it runs tasks in, besides the threads that ask it for something.
  if (hasOwnThreads(threads)) duck.set_config(config, 'external_threads', '0')
  return config
}

const hasOwnThreads = (threads: EngineOptions['threads']): boolean => threads !== 1

function defaultMemoryLimit(): string {
  const quarter = Math.floor(totalmem() / 4 / 2 ** 20)
  return `${Math.min(2048, Math.max(512, quarter))}MiB`
}

/** Runs `work` with a connection of its own, and gives the connection back at the end, failed or not. */
export async function withConnection<T>(engine: Engine, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await engine.acquire()
  try {
    return await work(connection)
  } finally {
    engine.release(connection)
  }
}

/**
 * Interrupts the connection's statement when the signal fires while `work` goes on; then throws the signal's reason.
 */
export async function interruptible<T>(
  connection: Connection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work()
  signal.throwIfAborted()
  const stop = () => duck.interrupt(connection)
  signal.addEventListener('abort', stop)
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
