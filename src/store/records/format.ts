import type { Cause } from '../../causes.ts'
import type { Unit } from '../../unit.ts'
import type { AssetRecord } from '../record.ts'

/**
 * What the catalog says, in small files beside it, so that a catalog that is lost can be made again. Each is JSON, its
 * name is the sha256 of its text, and it is never written again: a torn or damaged file does not match its name. Where
 * several speak of the same unit, the newest holds.
 */
export const entryFormat = 'record1'

/** Where an entry is of. */
interface EntryTime {
  readonly environment: string
  /** ms since 1970. */
  readonly at: number
}

/** A record, as its run committed it. */
export interface RecordEntry extends EntryTime {
  readonly type: 'record'
  readonly record: AssetRecord
  /** It was to be current from then on: false for what a check held back. */
  readonly current: boolean
}

/** A pointer that moved to a record that was there already, or that is gone (`null`). */
export interface PointerEntry extends EntryTime {
  readonly type: 'pointer'
  readonly unit: Unit
  /** The file of the record. */
  readonly file: string | null
}

/** A unit that was pinned, or that is not any more (`null`). */
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

/** A catalog's contents, as far as the files tell of them. Records are in the order in which they were made. */
export interface Restoration {
  readonly records: readonly RestoredRecord[]
  readonly pointers: readonly RestoredPointer[]
  readonly pins: readonly (RestoredPointer & { readonly since: number })[]
  readonly doubts: readonly { readonly environment: string; readonly unit: Unit; readonly cause: Cause }[]
}
export interface RestoredRecord extends EntryTime {
  readonly file: string
  readonly record: AssetRecord
  /** When it was current the last time; `null` where it is, or never was. */
  readonly leftAt: number | null
}
export interface RestoredPointer {
  readonly environment: string
  readonly unit: Unit
  /** For a record of `records`. */
  readonly file: string
}

/** A record of an older version of this framework, of which there is no file. */
export interface Unfiled extends EntryTime {
  readonly id: number
  readonly record: AssetRecord
  /** The environments in which it is current. */
  readonly currentIn: readonly string[]
}
