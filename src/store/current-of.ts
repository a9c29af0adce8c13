import type { Unit } from '../unit.ts'
import type { AssetRecord } from './record.ts'

/** Selects the pointers of these units, and those of every asset with another name than these. */
export interface CurrentOf {
  readonly units: readonly Unit[]
  readonly notOf: readonly string[]
}

export interface StoredRecord {
  readonly id: number
  readonly record: AssetRecord
  /** The same fields as in `record`, where the record itself would first have to be put together. */
  readonly brief?: RecordBrief
  /** The name of the record's file; `current` may leave it out. */
  readonly file?: string
}

/** The fields that are read of very many records. */
export type RecordBrief = Pick<AssetRecord, 'key' | 'version' | 'rows' | 'startedAt' | 'ingredients' | 'reusable'>

export const briefOf = (stored: StoredRecord): RecordBrief => stored.brief ?? stored.record

/** All current records, read in one transaction. */
export interface CurrentRecords {
  /** At most one for each asset. */
  readonly alike: readonly AlikeRecords[]
  readonly others: readonly StoredRecord[]
}

/**
 * The current records of very many partitions of an asset that are alike. The values in which they differ are kept as
 * columns, and a record is put together on demand.
 */
export interface AlikeRecords {
  readonly asset: string
  readonly count: number
  /** One of them. The others may differ from it in their ingredients and in the fields that are read by place. */
  readonly model: AssetRecord
  /** The files that each record names: exactly one of its own, none, or others as well. */
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
