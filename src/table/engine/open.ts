import { mkdirSync } from 'node:fs'
import { totalmem } from 'node:os'
import { bigintMacro } from '../codec/integer-origin.ts'
import { setClock } from '../sql/clock.ts'
import { registerOffers } from './batch-function.ts'
import { type Connection, type Database, duck } from './bindings.ts'

export interface EngineOptions {
  /** Where DuckDB spills what does not fit in memory. Made when it is first needed. */
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
 * it is not refused, and inserts are lost. Disposing closes every connection.
 */
export interface Engine extends Disposable {
  readonly database: Database
  /** A connection that nobody else uses until it is given back. */
  acquire(): Promise<Connection>
  release(connection: Connection): void
  /** The same instance, connections and all, with a clock of its own: for runs that go on at once. */
  withOwnClock(): Engine
  /** Where SQL's clock stands from now on, in ms since 1970; the machine's own while nobody has set it. */
  clock: number | undefined
  /**
   * An instance for statements over so many offered batches, which has no tables of this one. After the first few it is
   * one without threads of its own: while a thread of DuckDB's waits for JavaScript to give it rows, the one that asked
   * for the statement looks for work without a pause, and waking threads for three rows takes longer than the
   * statement. Opening the instance takes as long as a few of them.
   */
  single(batches: number): Promise<Engine>
  /** Whether a statement met a fatal error, after which the instance runs no other. */
  isDead(): Promise<boolean>
  /** A name for a table or view that is used nowhere else in this instance. */
  uniqueName(prefix: string): string
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  mkdirSync(options.tempFolder, { recursive: true })
  const database = await duck.open(':memory:', configOf(options))
  const all: Connection[] = []
  const idle: Connection[] = []
  let names = 0
  const clocks = new WeakMap<Connection, number>()
  let single: Promise<Engine> | undefined
  let offered = 0
  const connect = async () => {
    const connection = await duck.connect(database)
    all.push(connection)
    await duck.query(connection, bigintMacro('BIGINT'))
    return connection
  }
  const acquireAt = async ({ clock }: Engine): Promise<Connection> => {
    const connection = idle.pop() ?? (await connect())
    if (clock !== undefined && clocks.get(connection) !== clock) {
      await setClock(connection, clock)
      clocks.set(connection, clock)
    }
    return connection
  }
  const engine: Engine = {
    database,
    clock: undefined,
    acquire: () => acquireAt(engine),
    withOwnClock() {
      const own: Engine = { ...engine, clock: undefined, acquire: () => acquireAt(own) }
      return own
    },
    release(connection) {
      idle.push(connection)
    },
    uniqueName: (prefix) => `${prefix}_${++names}`,
    single(batches) {
      offered += batches
      if (offered <= fewBatches) return Promise.resolve(engine)
      single ??= openEngine({ ...options, threads: 1 })
      return single
    },
    async isDead() {
      const connection = await duck.connect(database).catch(() => undefined)
      if (connection === undefined) return true
      try {
        await duck.query(connection, 'SELECT 1')
        return false
      } catch {
        return true
      } finally {
        duck.disconnect_sync(connection)
      }
    },
    [Symbol.dispose]() {
      void single?.then((opened) => opened[Symbol.dispose]())
      for (const connection of all.splice(0)) duck.disconnect_sync(connection)
      idle.length = 0
      duck.close_sync(database)
    },
  }
  const first = await engine.acquire()
  // A zone-aware cast must not depend on where the machine stands: the same rows would be another version elsewhere.
  await duck.query(first, "set global TimeZone = 'UTC'")
  registerOffers(database, first)
  engine.release(first)
  return engine
}

/** Whether it was another statement's fatal error that ended this one. */
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
  return config
}

function defaultMemoryLimit(): string {
  const quarter = Math.floor(totalmem() / 4 / 2 ** 20)
  return `${Math.min(2048, Math.max(512, quarter))}MiB`
}

/** Runs `work` with a connection of its own, and gives the connection back however it ends. */
export async function withConnection<T>(engine: Engine, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await engine.acquire()
  try {
    return await work(connection)
  } finally {
    engine.release(connection)
  }
}

/**
 * Interrupts what the connection runs when the signal fires, for as long as `work` goes on; then throws the signal's
 * reason.
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
