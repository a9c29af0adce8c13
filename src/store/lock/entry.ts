import { partsOf, type Unit, unitAt } from '../../unit.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { digestFields } from '../../util/digest.ts'
import type { Stored } from '../interface.ts'
import type { AssetRecord, Ingredients, Schemes } from '../record.ts'

/**
 * One line of the lock: what is current for a unit, and from what it was made. Everything in it follows from the
 * project and its data; nothing says when, where or by whom it was made, so that equal work gives equal lines.
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
  /** False where it read the clock, or its files moved while it ran. */
  readonly reusable: boolean
  /**
   * For every set of columns that something below has read, what those columns are now: finding that out needs the
   * data.
   */
  readonly columns: readonly ColumnsVersion[]
  readonly schemes: Schemes
  /**
   * For an asset with partitions, which has one line for all of them: how many were made when it was written. V and K
   * are digests over those of the partitions, and an input is all of its upstream.
   */
  readonly partitions?: number | undefined
  /** A digest of their keys: see `keysDigest`. */
  readonly partitionKeys?: string | undefined
  /** What defined the keys then: the options of the definition, and the code that is asked for keys. */
  readonly partitionSet?: Readonly<Record<string, string>> | undefined
  /**
   * By the name of a dimension, which is empty of what is no cross: the keys that code in another language lists, for
   * whoever does not have that language.
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
 * The entry as the planner takes records. What a lock does not know of a record is empty, and no verdict depends on it.
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

/** One line a unit, by asset and then by partition. */
export function byUnit(a: LockEntry, b: LockEntry): number {
  const [one, other] = [partsOf(a.unit), partsOf(b.unit)]
  return compare(one.asset, other.asset) || compare(one.partition, other.partition)
}

/** By code unit: the order is the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
