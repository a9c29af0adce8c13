import type { Cause, Outcome } from '../causes.ts'
import type { Metadata } from '../define/metadata.ts'
import type { RowCounts, StepError } from '../events.ts'
import type { Unit } from '../unit.ts'
import type { CurrentOf, CurrentRecords, StoredRecord } from './current-of.ts'
import type { Changes, Moment } from './moment.ts'
import type { Notice, OutboxMessage } from './outbox.ts'
import type { Pin } from './pin.ts'
import type { Acceptance, AssetRecord } from './record.ts'
import type { Restoration, Unfiled } from './records/format.ts'
import type { SweepRules, Swept, Wipe } from './removal.ts'
import type { Tick, TickAnswer, TickClaim, TickEnd } from './tick.ts'

/** Some of the records of a definition, where many assets have one or an asset has many partitions. */
export type RecordsOf =
  | { readonly partitions: readonly string[] }
  | { readonly unit: Unit }
  /** The records of this definition that none of these assets has made. */
  | { readonly notOf: readonly { readonly asset: string; readonly definition: string }[] }

/**
 * The catalog as the rest of the framework sees it. Its changes are compare-and-set, so that a server database can
 * implement it as well as a file. A row is never proof that a blob exists.
 */
export interface Catalog extends AsyncDisposable {
  /** Grows with every change of a record, a pointer or an attempt: equal numbers mean an equal catalog. */
  change(): Promise<number>
  /** The present moment, for `changes`. */
  moment(): Promise<Moment>
  /** What may have changed about a unit since that moment. */
  changes(unit: Unit, since: Moment): Promise<Changes>
  /** Everything that a verdict depends on, in short form, read in one transaction. */
  state(): Promise<CatalogState>
  /** @param of Default: all records. */
  current(of?: CurrentOf): Promise<readonly Stored[]>
  currentRecords(): Promise<CurrentRecords>
  currentOf(unit: Unit): Promise<Stored | undefined>
  /** Every record that was made under this name, the newest first. */
  versionsOf(asset: string): Promise<readonly Stored[]>
  /** Records that could be reused for these definitions, newest first; the caller has yet to compare their inputs. */
  byDefinition(definitions: readonly string[], which?: RecordsOf): Promise<readonly Stored[]>
  /** The newest attempt of each unit that failed, unless a later one ended in another way. */
  failures(): Promise<readonly Failure[]>
  /**
   * Adds the record and, if `from` is still what the pointer says and the unit is not pinned, moves the pointer, in one
   * transaction.
   */
  commit(commit: Commit): Promise<'moved' | 'lost'>
  /** Moves the pointer to an existing record (a reuse), by compare-and-set. `lost` also if the unit is pinned. */
  repoint(repoint: Repoint): Promise<'moved' | 'lost'>
  pins(): Promise<readonly Pin[]>
  /** Moves the pointer to the record. Only another pin moves it away from there. `lost`: the record is gone. */
  pin(pin: Pin): Promise<'pinned' | 'lost'>
  /** The units among these that were pinned. */
  unpin(units: readonly Unit[]): Promise<readonly Unit[]>
  /**
   * Removes the pointers of partitions whose keys are gone. Their records stay, and are reused if the keys come back.
   */
  leave(units: readonly Unit[]): Promise<void>
  addAttempt(attempt: Attempt): Promise<void>
  /**
   * Notes that an effect's target may differ from its receipt, until a newer record is current. Only the first doubt is
   * kept.
   */
  doubt(doubt: Doubt): Promise<void>
  doubts(): Promise<readonly Doubt[]>
  /** When sources that only a run may ask were asked the last time, whether or not they had moved. */
  askedTimes(): Promise<readonly AskedTime[]>
  /** Best effort, since no verdict depends on it. */
  noteAskedTime(entry: AskedTime): Promise<void>
  history(query: HistoryQuery): Promise<readonly HistoryEntry[]>
  beginRun(run: Run): Promise<void>
  /** The run's messages are in the outbox as soon as the run is over, and not before. */
  endRun(id: string, end: RunEnd): Promise<void>
  /** The runs that began since then and whose process was killed before it ended them, the oldest first. */
  killedRuns(since: number): Promise<readonly StoredRun[]>
  /** Queues the messages of a killed run. `false`, and nothing is kept, where another process was first. */
  tellKilledRun(id: string, messages: readonly OutboxMessage[]): Promise<boolean>
  /** Newest first; with `start`, only the runs whose id begins with it. */
  runs(limit: number, start?: string): Promise<readonly StoredRun[]>
  /** Versions of column subsets of a blob: `${blob} ${columns}` -> version. A cache; losing it costs time. */
  columnVersions(wanted: readonly ColumnSet[]): Promise<readonly (string | undefined)[]>
  rememberColumnVersion(set: ColumnSet, version: string): Promise<void>
  /** The source texts of declarations; a declaration without a kept text is not in the answer. */
  sources(names: readonly SourceName[]): Promise<readonly SourceText[]>
  /** The names among these whose text is not kept. */
  missingSources(names: readonly SourceName[]): Promise<readonly SourceName[]>
  acquireLease(lease: LeaseRequest): Promise<LeaseAnswer>
  releaseLease(lease: LeaseRequest): Promise<void>
  /** Leases whose owner is alive: they name what other processes are making now. */
  leases(): Promise<readonly LeaseHolder[]>
  /** Takes one of the slots of a name, if one is free or its owner has ended. A holder may take its own slot again. */
  takeSlot(request: SlotRequest): Promise<boolean>
  freeSlot(request: Pick<SlotRequest, 'name' | 'holder'>): Promise<void>
  /** Those of these notices that were noted before. */
  noticed(notices: readonly Notice[]): Promise<readonly Notice[]>
  /**
   * Notes subjects that alerts need not look at again, together with their messages. `false`, and nothing is kept,
   * where one of the notices exists already: another process was first.
   */
  notice(request: {
    readonly notices: readonly Notice[]
    readonly messages: readonly OutboxMessage[]
  }): Promise<boolean>
  /** Whether a message is due. */
  areMessagesDue(now: number): Promise<boolean>
  /** The messages that are due at `now`. No other process gets them within `forMs`. */
  takeMessages(request: {
    readonly now: number
    readonly forMs: number
  }): Promise<readonly (OutboxMessage & { readonly tries: number })[]>
  /** `nextAt` is undefined where the message was received, or is given up. */
  settleMessage(id: string, nextAt: number | undefined): Promise<void>
  /**
   * Gives each time of a schedule to one process. Another gets it only where the first has ended without an outcome.
   */
  claimTick(claim: TickClaim): Promise<TickAnswer>
  endTick(end: TickEnd): Promise<void>
  /** The times of one schedule, the newest first. A time whose process was killed is interrupted. */
  ticks(schedule: string, limit: number): Promise<readonly Tick[]>
  /** Records that a run is about to name these objects, so that nobody removes them until its record exists. */
  hold(run: string, blobs: readonly string[]): Promise<void>
  /**
   * Removes what this environment has made of some assets, or only counts it. Nothing is removed while one of them is
   * being made; nor are records removed while one of the units is pinned.
   */
  wipe(wanted: Wipe): Promise<Wiped>
  /** Removes the records that nothing keeps, or only lists them. */
  sweep(rules: SweepRules): Promise<Swept>
  /**
   * Calls `remove` for those of the objects that nothing names. Only records after the change `since` are looked
   * through. Nobody can start to name one of the objects meanwhile. `remove` may be called for an object more than
   * once.
   */
  removeUnnamed(
    unnamed: { readonly since: number; readonly blobs: readonly string[] },
    remove: (blob: string) => void,
  ): Promise<void>
  /** Some of the records that have no file. */
  unfiled(): Promise<readonly Unfiled[]>
  /** Records the names of these records' files. */
  file(files: readonly { readonly id: number; readonly file: string }[]): Promise<void>
  /** Fills an empty catalog with everything that the files say. */
  restore(restoration: Restoration): Promise<void>
  /** Returns free space in the catalog's files to the disk. Best effort. */
  compact(): Promise<void>
}

export interface Wiped {
  /** Asset -> the number of records that go, or went. */
  readonly records: ReadonlyMap<string, number>
  /** The assets of which this environment has anything, even if their records stay for another environment. */
  readonly knownAssets: ReadonlySet<string>
  /** The processes that are making one of them now; then nothing was removed. */
  readonly busy: readonly LeaseHolder[]
  /** The pinned units among them; then nothing was removed. */
  readonly pinned: readonly Unit[]
  /** The units whose pins were removed, where the records stay. */
  readonly unpinned: readonly Unit[]
}

export interface CatalogState {
  /** See `Catalog.change`. */
  readonly change: number
  /** Whether there is a lease, be its owner alive or killed. */
  readonly leased: boolean
  /** Equal digests mean equal verdicts. The digest also shows changes by a disk fault or by another program. */
  readonly digest: string
}

export interface AskedTime {
  readonly unit: Unit
  /** ms since 1970. */
  readonly at: number
}

export type Stored = StoredRecord

export interface Commit {
  readonly record: AssetRecord
  /**
   * The id of the record that the pointer named when the step began; `null` where there was none. `keep` leaves the
   * pointer alone.
   */
  readonly from: number | null | 'keep'
  /** The name of the record's file. */
  readonly file?: string
  /** Texts to keep with it, so that a later change of them can be shown. No verdict depends on them. */
  readonly sources?: readonly SourceText[]
}
/** Names one entry of `Ingredients.code`. Two equal functions with two names have one hash, and each its own text. */
export interface SourceName {
  readonly label: string
  readonly hash: string
}
export interface SourceText extends SourceName {
  readonly text: string
}
export interface Repoint {
  readonly unit: Unit
  readonly to: number
  readonly from: number | null
}

/** An attempt that made no record, or a reuse. The history is made from records and attempts. */
export interface Attempt {
  readonly run: string
  readonly unit: Unit
  readonly key: string | null
  readonly outcome: Outcome
  readonly startedAt: number
  readonly durationMs: number
  readonly causes: readonly Cause[]
  readonly error?: StepError
}
export interface Failure extends Attempt {
  readonly outcome: 'failed'
}

export interface Doubt {
  readonly unit: Unit
  readonly cause: Cause
}

export interface HistoryQuery {
  /** Undefined for all assets. */
  readonly assets?: readonly string[]
  readonly run?: string
  readonly limit: number
}
export interface HistoryEntry {
  readonly run: string
  readonly unit: Unit
  readonly version: string | null
  readonly key: string | null
  readonly rows: number | null
  readonly sizeBytes: number | null
  readonly startedAt: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly causes: readonly Cause[]
  readonly error?: StepError
  readonly accepted?: Acceptance
  readonly metadata?: Metadata
  /** The counts of an asset that was computed row by row in that run. */
  readonly work?: RowCounts
}

export const runStatuses = ['running', 'ok', 'failed', 'interrupted'] as const
export type RunStatus = (typeof runStatuses)[number]
export interface Run {
  readonly id: string
  readonly command: string
  readonly startedAt: number
  readonly pid: number
  readonly host: string
}
export interface RunEnd {
  readonly status: RunStatus
  /** ms since 1970. */
  readonly endedAt: number
  readonly messages?: readonly OutboxMessage[]
}
export interface StoredRun extends Run {
  readonly status: RunStatus
  readonly endedAt: number | null
}

export interface ColumnSet {
  readonly blob: string
  /** Sorted; `null` for the whole table. */
  readonly columns: readonly string[] | null
  /** The scheme by which its rows are hashed; absent for that of 0.1.0. */
  readonly scheme?: string | undefined
}

export interface SlotRequest {
  /** What is limited. */
  readonly name: string
  readonly limit: number
  /** Tells the holders of one process apart. */
  readonly holder: string
  /** How long an owner on another machine counts as alive, in ms. */
  readonly foreignMs: number
}

export interface LeaseRequest {
  readonly unit: Unit
  readonly key: string
  readonly run: string
}
export type LeaseAnswer = { readonly granted: true } | { readonly granted: false; readonly holder: LeaseHolder }
export interface LeaseHolder extends LeaseRequest {
  readonly pid: number
  readonly host: string
  readonly since: number
}
