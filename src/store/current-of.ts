import type { Unit } from '../unit.ts'
import type { AssetRecord } from './record.ts'

/** The pointers of these units, and those of every asset that has another name than these. */
export interface CurrentOf {
  readonly units: readonly Unit[]
  readonly notOf: readonly string[]
}

export interface StoredRecord {
  readonly id: number
  readonly record: AssetRecord
  /** The same of the record as `record` says, where that would have to be put together for it. */
  readonly brief?: RecordBrief
  /** The name of the file that says the same; `current` need not tell it. */
  readonly file?: string
}

/** What is asked of very many records. */
export type RecordBrief = Pick<AssetRecord, 'key' | 'version' | 'rows' | 'startedAt' | 'ingredients' | 'reusable'>

export const briefOf = (stored: StoredRecord): RecordBrief => stored.brief ?? stored.record

/** All that is current, in one transaction. */
export interface CurrentRecords {
  /** At most one for each asset. */
  readonly alike: readonly AlikeRecords[]
  readonly others: readonly StoredRecord[]
}

/**
 * The current records of very many partitions of an asset that are alike: what differs between them is kept as columns,
 * and a record is put together where somebody asks for it.
 */
export interface AlikeRecords {
  readonly asset: string
  readonly count: number
  /** One of them. The others may differ from it in the fields that are asked for by place, and in their ingredients. */
  readonly model: AssetRecord
  /** Which files each names: one of its own and no other, none, or others as well. */
  readonly files: 'one' | 'none' | 'many'
  /** Equal objects: their ingredients differ in nothing but the versions of their inputs. */
  shapeAt(place: number): object
  inputVersionAt(place: number, ordinal: number): string
  partitionAt(place: number): string
  blobAt(place: number): string
  versionAt(place: number): string
  numbersAt(place: number): RecordNumbers
  storedAt(place: number): StoredRecord
}
export type RecordNumbers = Pick<AssetRecord, 'rows' | 'sizeBytes' | 'startedAt' | 'durationMs'>
