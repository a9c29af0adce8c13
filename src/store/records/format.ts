import type { Cause } from '../../causes.ts'
import type { Unit } from '../../unit.ts'
import type { AssetRecord } from '../record.ts'

/**
 * The catalog's contents in small files beside it, so that a lost catalog can be made again. Each file is JSON, its
 * name is the sha256 of its text, and it is never rewritten: a torn or damaged file does not match its name. Of several
 * files about the same unit, the newest holds.
 */
export const entryFormat = 'record1'

/** The environment and time of an entry. */
interface EntryTime {
  readonly environment: string
  /** ms since 1970. */
  readonly at: number
}

/** A record that a run committed. */
export interface RecordEntry extends EntryTime {
  readonly type: 'record'
  readonly record: AssetRecord
  /** Whether it was to become current; false for a version that a check held back. */
  readonly current: boolean
}

/** A pointer that moved to an existing record, or that was removed (`null`). */
export interface PointerEntry extends EntryTime {
  readonly type: 'pointer'
  readonly unit: Unit
  /** The file of the record. */
  readonly file: string | null
}

/** A unit that was pinned, or unpinned (`null`). */
export interface PinEntry extends EntryTime {
  readonly type: 'pin'
  readonly unit: Unit
  readonly file: string | null
}

/** See `Doubt`. A record of the unit that is newer settles it. */
export interface DoubtEntry extends EntryTime {
  readonly type: 'doubt'
  readonly unit: Unit
  readonly cause: Cause
}

export type MoveEntry = PointerEntry | PinEntry | DoubtEntry
export type Entry = RecordEntry | MoveEntry

/** A catalog's contents, as far as the files have them. Records are in the order in which they were made. */
export interface Restoration {
  readonly records: readonly RestoredRecord[]
  readonly pointers: readonly RestoredPointer[]
  readonly pins: readonly (RestoredPointer & { readonly since: number })[]
  readonly doubts: readonly { readonly environment: string; readonly unit: Unit; readonly cause: Cause }[]
}
export interface RestoredRecord extends EntryTime {
  readonly file: string
  readonly record: AssetRecord
  /** When it last stopped being current; `null` where it is current, or never was. */
  readonly leftAt: number | null
}
export interface RestoredPointer {
  readonly environment: string
  readonly unit: Unit
  /** The file of a record among `records`. */
  readonly file: string
}

/** A record of an older version of this framework, which has no file. */
export interface Unfiled extends EntryTime {
  readonly id: number
  readonly record: AssetRecord
  /** The environments in which it is current. */
  readonly currentIn: readonly string[]
}
