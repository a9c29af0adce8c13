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
 * What the rest of the framework knows of a catalog. It is written as compare-and-set, so that a server database can
 * serve it as well as a file. A row is never proof that a blob exists.
 */
export interface Catalog extends AsyncDisposable {
  /** Grows with every change of a record, a pointer or an attempt: equal numbers mean an equal catalog. */
  change(): Promise<number>
  /** Where it stands, for `changes`. */
  moment(): Promise<Moment>
  /** What may have changed of a unit since that moment. */
  changes(unit: Unit, since: Moment): Promise<Changes>
  /** Everything that a verdict depends on, in short form, read in one transaction. */
  state(): Promise<CatalogState>
  /** @param of Default: all of them. */
  current(of?: CurrentOf): Promise<readonly Stored[]>
  currentRecords(): Promise<CurrentRecords>
  currentOf(unit: Unit): Promise<Stored | undefined>
  /** Every record that was made under this name, the newest first. */
  versionsOf(asset: string): Promise<readonly Stored[]>
  /** Records that could be reused for this definition, newest first: the inputs are still to be compared. */
  byDefinition(definitions: readonly string[], which?: RecordsOf): Promise<readonly Stored[]>
  /** The newest attempt of each unit that ended `failed`, unless a later one did not. */
  failures(): Promise<readonly Failure[]>
  /**
   * Adds the record and, if `from` is still what the pointer says and the unit is not pinned, moves the pointer, in one
   * transaction.
   */
  commit(commit: Commit): Promise<'moved' | 'lost'>
  /** Moves the pointer to a record that is there (reuse), by compare-and-set. `lost` also where the unit is pinned. */
  repoint(repoint: Repoint): Promise<'moved' | 'lost'>
  pins(): Promise<readonly Pin[]>
  /** Moves the pointer to the record, and nothing but another pin moves it from there. `lost`: the record is gone. */
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
  /** Best effort: no verdict rests on it. */
  noteAskedTime(entry: AskedTime): Promise<void>
  history(query: HistoryQuery): Promise<readonly HistoryEntry[]>
  beginRun(run: Run): Promise<void>
  /** Its messages are in the outbox once it is over, and not before. */
  endRun(id: string, end: RunEnd): Promise<void>
  /** The runs that began since then and whose process was killed before it ended them, the oldest first. */
  killedRuns(since: number): Promise<readonly StoredRun[]>
  /** Queues what such a run had to tell. `false`, and nothing is kept, where another process was first. */
  tellKilledRun(id: string, messages: readonly OutboxMessage[]): Promise<boolean>
  /** The newest first; those whose id begins with `start`, where it is given. */
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
  /** Leases whose owner is alive: what other processes make right now. */
  leases(): Promise<readonly LeaseHolder[]>
  /** Takes one of the slots of a name, where one is free or its owner has ended. One's own is taken anew. */
  takeSlot(request: SlotRequest): Promise<boolean>
  freeSlot(request: Pick<SlotRequest, 'name' | 'holder'>): Promise<void>
  /** Which of these were noted. */
  noticed(notices: readonly Notice[]): Promise<readonly Notice[]>
  /**
   * Notes what alerts need not look at again, together with the messages that tell of it. `false`, and nothing is kept,
   * where one of the notices is there: another process was first.
   */
  notice(request: {
    readonly notices: readonly Notice[]
    readonly messages: readonly OutboxMessage[]
  }): Promise<boolean>
  /** Whether there is a message to take. */
  areMessagesDue(now: number): Promise<boolean>
  /** The messages that are due at `now`. No other process gets them within `forMs`. */
  takeMessages(request: {
    readonly now: number
    readonly forMs: number
  }): Promise<readonly (OutboxMessage & { readonly tries: number })[]>
  /** `nextAt` undefined: it was received, or is given up. */
  settleMessage(id: string, nextAt: number | undefined): Promise<void>
  /**
   * Gives each time of a schedule to one process. Another gets it only where the first has ended without an outcome.
   */
  claimTick(claim: TickClaim): Promise<TickAnswer>
  endTick(end: TickEnd): Promise<void>
  /** The times of one schedule, the newest first. A time whose process was killed is interrupted. */
  ticks(schedule: string, limit: number): Promise<readonly Tick[]>
  /** Says that a run is about to name these objects, so that nobody removes them until its record is there. */
  hold(run: string, blobs: readonly string[]): Promise<void>
  /**
   * Forgets what this environment has made of some assets, or only says how much that is. Nothing is forgotten while
   * one of them is being made, nor, with their records, while one is pinned.
   */
  wipe(wanted: Wipe): Promise<Wiped>
  /** Takes away the records that nothing keeps, or only says which they are. */
  sweep(rules: SweepRules): Promise<Swept>
  /**
   * Calls `remove` for those of the objects that nothing names: of records, only the ones after the change `since` are
   * looked through. Nobody can name one of them meanwhile. It may be called for an object more than once.
   */
  removeUnnamed(
    unnamed: { readonly since: number; readonly blobs: readonly string[] },
    remove: (blob: string) => void,
  ): Promise<void>
  /** Some of the records that have no file. */
  unfiled(): Promise<readonly Unfiled[]>
  /** Says which files these records have. */
  file(files: readonly { readonly id: number; readonly file: string }[]): Promise<void>
  /** Takes over all that files tell, into a catalog that is empty. */
  restore(restoration: Restoration): Promise<void>
  /** Gives the room that is free in the catalog's files back. Best effort. */
  compact(): Promise<void>
}

export interface Wiped {
  /** Asset -> how many records go, or went. */
  readonly records: ReadonlyMap<string, number>
  /** The assets that this environment has anything of, even where their records stay for another environment. */
  readonly knownAssets: ReadonlySet<string>
  /** The processes that make one of them right now; nothing was wiped then. */
  readonly busy: readonly LeaseHolder[]
  /** The pinned units among them; nothing was wiped then. */
  readonly pinned: readonly Unit[]
  /** What was pinned, where the records stay. */
  readonly unpinned: readonly Unit[]
}

export interface CatalogState {
  /** See `Catalog.change`. */
  readonly change: number
  /** Whether somebody holds, or held when it was killed, a lease. */
  readonly leased: boolean
  /** Equal digests mean equal verdicts. The digest also shows changes by a disk fault or another program. */
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
   * The id of the record the pointer named when the step began; `null` where there was none. `keep`: leave the pointer
   * alone.
   */
  readonly from: number | null | 'keep'
  /** The name of the file that says the same. */
  readonly file?: string
  /** Texts to keep with it, so that a later change of them can be shown. No verdict depends on them. */
  readonly sources?: readonly SourceText[]
}
/** One entry of `Ingredients.code`: equal functions of two names are one hash, and not one text. */
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
  /** All of them where it is undefined. */
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
  /** How its rows are hashed; none for the scheme of 0.1.0. */
  readonly scheme?: string | undefined
}

export interface SlotRequest {
  /** What is limited. */
  readonly name: string
  readonly limit: number
  /** Tells those of one process apart. */
  readonly holder: string
  /** How long an owner is believed to live that cannot be seen from here, in ms. */
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
