import { partsOf, type Unit, unitAt } from '../../unit.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { digestFields } from '../../util/digest.ts'
import type { Stored } from '../interface.ts'
import type { AssetRecord, Ingredients, Schemes } from '../record.ts'

/**
 * One line of the lock: the current version of a unit and its ingredients. Everything in it follows from the project
 * and its data, and nothing says when, where or by whom it was made, so that equal work gives equal lines.
 */
export interface LockEntry {
  readonly unit: Unit
  /** K. */
  readonly key: string
  /** V. */
  readonly version: string
  /** 12 hex digits over the names and types of the columns. */
  readonly schema: string
  readonly definition: string
  readonly ingredients: Ingredients
  /** False where the run read the clock, or files of the source moved during the run. */
  readonly reusable: boolean
  /**
   * The present version of every set of columns that an asset below has read, since computing one needs the data.
   */
  readonly columns: readonly ColumnsVersion[]
  readonly schemes: Schemes
  /**
   * For an asset with partitions, which has one line for all of them: the number of partitions that were made when the
   * line was written. The version and the key are digests over those of the partitions, and an input covers its whole
   * upstream.
   */
  readonly partitions?: number | undefined
  /** A digest of their keys: see `keysDigest`. */
  readonly partitionKeys?: string | undefined
  /** The definition of the keys at that time: the options, and the code that is asked for keys. */
  readonly partitionSet?: Readonly<Record<string, string>> | undefined
  /**
   * By the name of the dimension, which is empty outside of a cross: the keys that code in another language lists, for
   * a reader that cannot run that language.
   */
  readonly listedKeys?: Readonly<Record<string, readonly string[]>> | undefined
  /** The versions by an earlier release's row hash, for lines that it wrote and that stay unchanged. */
  readonly older?: OlderVersions | undefined
}
export interface OlderVersions {
  /** The scheme of the rows. */
  readonly scheme: string
  readonly version: string
  readonly columns: readonly ColumnsVersion[]
}
export interface ColumnsVersion {
  /** Sorted. */
  readonly names: readonly string[]
  readonly version: string
}

export function lockEntry(record: AssetRecord, columns: readonly ColumnsVersion[], older?: OlderVersions): LockEntry {
  const { key, version, definition, ingredients, reusable, schemes } = record
  const fields = record.schema.flatMap((column) => [column.name, canonicalJson(column) ?? ''])
  const schema = digestFields('schema1', [['columns', fields]]).slice(0, 12)
  const unit = unitAt(record)
  return { unit, key, version, schema, definition, ingredients, reusable, columns, schemes, older }
}

/**
 * The entry in the form of a record, for the planner. Fields that the lock does not have are empty, and no verdict
 * depends on them.
 */
export function storedFrom(entry: LockEntry, kind: AssetRecord['kind']): Stored {
  const { unit, key, version, definition, ingredients, reusable, schemes } = entry
  const fromLock = { ...partsOf(unit), kind, key, version, definition, ingredients, reusable, schemes }
  const unknown = { schema: [], parts: [], rows: 0, sizeBytes: 0, run: '', startedAt: 0, durationMs: 0 }
  return { id: 0, record: { ...fromLock, ...unknown, outcome: 'ran', causes: [], environment: {} } }
}

/** 12 hex digits over the keys of partitions, whatever their order. */
export const keysDigest = (keys: readonly string[]): string =>
  digestFields('partitions1', [['keys', keys.toSorted(compare)]]).slice(0, 12)

/** Sorts lines by asset and then by partition. */
export function byUnit(a: LockEntry, b: LockEntry): number {
  const [one, other] = [partsOf(a.unit), partsOf(b.unit)]
  return compare(one.asset, other.asset) || compare(one.partition, other.partition)
}

/** By code unit: the order is the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
