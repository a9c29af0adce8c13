import { dirname } from 'node:path'
import { defaultEnvironment } from '../../define/project/environment.ts'
import { AssetError } from '../../errors.ts'
import { expectFolder, makeStoreFolder } from '../folder.ts'
import type { Catalog } from '../interface.ts'
import { catalogFile, hasCatalog } from './catalog-file.ts'
import { lastCommitted } from './committed.ts'
import { type Connection, patiently, prepared, read, write } from './connection.ts'
import { currentOf } from './current-of.ts'
import { openForReading, openForWriting, type Reading } from './database.ts'
import { momentsOf } from './moments.ts'
import { viewAsNow } from './older.ts'
import type { Operations } from './operations.ts'
import { type Meta, migrate, readMeta, schemaVersion } from './schema.ts'
import { stateOf } from './state.ts'

export interface CatalogOptions {
  /** The store's folder, `.assetstore`. */
  readonly folder: string
  /**
   * `write` makes the folder and the catalog where there is none; `read` makes nothing, and works in a read-only
   * folder.
   */
  readonly mode: 'write' | 'read'
  /**
   * The environment whose pointers and attempts count; records and objects are shared. Default: `development`.
   */
  readonly environment?: string | undefined
  /** How long to wait for other processes that hold the lock, in milliseconds, before `STORE_BUSY`. Default 10,000. */
  readonly patienceMs?: number
}

/**
 * Opens the catalog; `undefined` when reading and there is none. Throws `STORE_CORRUPT` for a file that is no catalog,
 * `STORE_NEWER` for one of a newer format, `STORE_NOT_WRITABLE`, `STORE_DISK_FULL` and `STORE_BUSY`.
 */
export async function openCatalog(options: CatalogOptions): Promise<Catalog | undefined> {
  const { folder, mode, environment = defaultEnvironment, patienceMs = 10_000 } = options
  const file = catalogFile(folder)
  if (mode === 'read') expectFolder(folder)
  await expectNotLost(folder)
  if (mode === 'write') await makeStoreFolder(folder)
  const reading = await patiently({ file, patienceMs }, () =>
    mode === 'write' ? writable(file) : openForReading(file),
  )
  if (reading === undefined) return undefined
  const { database } = reading
  const statements = new Map()
  const connection: Connection = { database, file, environment, statements, synchronous: 'FULL', patienceMs }
  try {
    const there = mode === 'write' ? await prepareForWriting(connection) : await holdsCatalog(connection)
    if (!there) reading[Symbol.dispose]()
    return there ? catalogOn(connection, reading) : undefined
  } catch (error) {
    reading[Symbol.dispose]()
    throw error
  }
}

/**
 * Throws where the catalog is missing and other files show that there was one. Without it everything would count as
 * never made, and effects would be done again.
 */
async function expectNotLost(folder: string): Promise<void> {
  if (hasCatalog(folder)) return
  // Another process may be making the catalog right now.
  if (!(await isTold(folder)) || hasCatalog(folder)) return
  throw new AssetError({
    code: 'STORE_CORRUPT',
    message: `the catalog ${catalogFile(folder)} is gone, and the files of what it said are there`,
    facts: { file: catalogFile(folder) },
    fix: `make it again from them, nothing is computed: assets doctor --rebuild; to begin anew, remove ${folder}`,
  })
}

function writable(file: string): Reading {
  const database = openForWriting(file)
  return { database, [Symbol.dispose]: () => database.close() }
}

/** Two processes may make the catalog at the same time: the second one finds it made once it has the lock. */
async function prepareForWriting(connection: Connection): Promise<true> {
  const { database, file } = connection
  const meta = await soundMeta(connection)
  if (meta?.schema !== schemaVersion) await write(connection, () => migrate(database, file))
  return true
}

async function holdsCatalog(connection: Connection): Promise<boolean> {
  const { database, file } = connection
  const meta = await soundMeta(connection)
  if (meta !== undefined && meta.schema < schemaVersion) viewAsNow(database, file)
  return meta !== undefined
}

/** The catalog's meta row. @throws AssetError `STORE_CORRUPT` where the catalog has lost commits. */
async function soundMeta(connection: Connection): Promise<Meta | undefined> {
  const { database, file } = connection
  const last = lastCommitted(file)
  const meta = await read(connection, () => readMeta(database, file))
  const isBehind = meta === undefined ? await isTold(dirname(file)) : (meta.committed ?? 0) < last
  if (!isBehind) return meta
  throw new AssetError({
    code: 'STORE_CORRUPT',
    message: `the catalog ${file} has lost what was committed last: its log was cut, or an older copy was put in its place`,
    facts: { file },
    fix: 'make it again from the files beside the tables, nothing is computed: assets doctor --rebuild',
  })
}

/** Whether there are files of records. A process that was killed while it made the catalog leaves none. */
async function isTold(folder: string): Promise<boolean> {
  const { hasEntries } = await import('../records/entry-files.ts')
  return hasEntries(folder)
}

/**
 * Loads the query builder with the first question that needs it: many commands only ask whether anything changed.
 */
function catalogOn(connection: Connection, opened: Disposable): Catalog {
  let loaded: Promise<Operations> | undefined
  const moments = momentsOf(connection)
  const operations = (): Promise<Operations> => {
    loaded ??= import('./operations.ts').then(({ operationsOn }) => operationsOn(connection, moments))
    return loaded
  }
  /**
   * In most projects some tables have no rows. A plain query finds that out, so that the query builder is not loaded.
   */
  const unlessNone = async <T>(
    rows: string,
    ask: (loaded: Operations) => Promise<readonly T[]>,
    ...bound: string[]
  ) => {
    const sql = `SELECT NOT EXISTS (SELECT 1 FROM ${rows})`
    const isNone = () =>
      prepared(connection, sql)
        .pluck()
        .get(...bound) === 1
    return loaded === undefined && (await read(connection, isNone)) ? [] : ask(await operations())
  }
  return {
    change: () => read(connection, () => prepared(connection, 'SELECT change FROM meta').pluck().get() as number),
    state: () => read(connection, () => stateOf(connection.database, connection.environment)),
    moment: () => patiently(connection, moments.now),
    changes: (unit, since) => patiently(connection, () => moments.changes(unit, since)),
    current: async (of) => (await operations()).current(of),
    currentRecords: async () => (await operations()).currentRecords(),
    currentOf: async (unit) =>
      loaded === undefined ? read(connection, () => currentOf(connection, unit)) : (await loaded).currentOf(unit),
    versionsOf: async (asset) => (await operations()).versionsOf(asset),
    byDefinition: (definitions, which) =>
      unlessNone(
        'records WHERE reusable = 1 AND definition IN (SELECT value FROM json_each(?))',
        (loaded) => loaded.byDefinition(definitions, which),
        JSON.stringify(definitions),
      ),
    failures: () => unlessNone("attempts WHERE outcome = 'failed'", (loaded) => loaded.failures()),
    commit: async (commit) => (await operations()).commit(commit),
    repoint: async (repoint) => (await operations()).repoint(repoint),
    pins: () => unlessNone('pins', (loaded) => loaded.pins()),
    pin: async (one) => (await operations()).pin(one),
    unpin: async (units) => (await operations()).unpin(units),
    leave: async (units) => (await operations()).leave(units),
    addAttempt: async (attempt) => (await operations()).addAttempt(attempt),
    doubt: async (doubt) => (await operations()).doubt(doubt),
    doubts: () => unlessNone('doubts', (loaded) => loaded.doubts()),
    askedTimes: async () => (await operations()).askedTimes(),
    noteAskedTime: async (one) => (await operations()).noteAskedTime(one),
    history: async (query) => (await operations()).history(query),
    beginRun: async (run) => (await operations()).beginRun(run),
    endRun: async (id, end) => (await operations()).endRun(id, end),
    killedRuns: async (since) => (await operations()).killedRuns(since),
    tellKilledRun: async (id, messages) => (await operations()).tellKilledRun(id, messages),
    runs: async (limit, start) => (await operations()).runs(limit, start),
    columnVersions: async (wanted) => (await operations()).columnVersions(wanted),
    rememberColumnVersion: async (set, version) => (await operations()).rememberColumnVersion(set, version),
    sources: async (names) => (await operations()).sources(names),
    missingSources: async (names) => (await operations()).missingSources(names),
    acquireLease: async (lease) => (await operations()).acquireLease(lease),
    noticed: async (notices) => (await operations()).noticed(notices),
    notice: async (request) => (await operations()).notice(request),
    areMessagesDue: async (now) => (await operations()).areMessagesDue(now),
    takeMessages: async (request) => (await operations()).takeMessages(request),
    settleMessage: async (id, nextAt) => (await operations()).settleMessage(id, nextAt),
    takeSlot: async (request) => (await operations()).takeSlot(request),
    freeSlot: async (request) => (await operations()).freeSlot(request),
    claimTick: async (claim) => (await operations()).claimTick(claim),
    endTick: async (end) => (await operations()).endTick(end),
    ticks: async (schedule, limit) => (await operations()).ticks(schedule, limit),
    releaseLease: async (lease) => (await operations()).releaseLease(lease),
    leases: () => unlessNone('leases', (loaded) => loaded.leases()),
    hold: async (run, blobs) => (await operations()).hold(run, blobs),
    wipe: async (wanted) => (await operations()).wipe(wanted),
    sweep: async (rules) => (await operations()).sweep(rules),
    removeUnnamed: async (unnamed, remove) => (await operations()).removeUnnamed(unnamed, remove),
    unfiled: async () => (await operations()).unfiled(),
    file: async (files) => (await operations()).file(files),
    restore: async (restoration) => (await operations()).restore(restoration),
    compact: async () => (await operations()).compact(),
    [Symbol.asyncDispose]: async () => {
      clearInterval(connection.heartbeat)
      opened[Symbol.dispose]()
    },
  }
}
