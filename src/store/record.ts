import type { Cause, Outcome } from '../causes.ts'
import type { DefinitionKind } from '../define/definition.ts'
import type { Metadata } from '../define/metadata.ts'
import type { Column } from '../define/table.ts'
import type { RowCounts } from '../events.ts'
import { digestFields } from '../util/digest.ts'
import type { StoredObject } from './objects/interface.ts'
import type { ViewText } from './view-text.ts'

/**
 * The stored formats. Design: verifying and constructive traces of depth one (Mokhov, Mitchell, Peyton Jones:
 * "Build Systems à la Carte", 2018). A record has what was made and its exact ingredients, and never changes.
 */

/** Ids of the schemes that stored hashes depend on. A new way to hash gets a new id, so that hashes never mix. */
export interface Schemes {
  /** How fields are combined into a key. */
  readonly key: string
  /** How code is cut and canonicalised. */
  readonly code: string
  /** How rows are hashed into a version. */
  readonly rows: string
}

/**
 * Everything that could have changed the result, by name: the difference of two such maps answers "why". Values that
 * may be secret are hashed. The names are labels for people; only the digests of the values, in order, enter the key.
 */
export interface Ingredients {
  /** `assets/documents.ts chunk` -> 12 hex digits of the declaration's canonical text. */
  readonly code: Readonly<Record<string, string>>
  /** Pointer such as `/options/ordered` or `/resources/settings/fromYear` -> canonical JSON. */
  readonly config: Readonly<Record<string, string>>
  /** Variable -> 12 hex digits of its value, `unset` where it is not set. Only the variables that the function read. */
  readonly environment: Readonly<Record<string, string>>
  /** Package -> `version integrity`. */
  readonly packages: Readonly<Record<string, string>>
  /**
   * 12 hex digits over the bytes of all files that contain the code, for comparison after a change of the code scheme.
   */
  readonly files?: string
  /** For code in another language: the files that it is in, and those that it reads, relative to the project. */
  readonly sources?: readonly string[]
  /**
   * Present where code asked for the text of a project function, so that every character of these files may matter:
   * they are compared byte by byte.
   */
  readonly text?: true
  /** The bytes of each of these files at that time, by path relative to the project: 12 hex digits. */
  readonly hashes?: Readonly<Record<string, string>>
  /** Present where the run read its time, so that a later run may make another table. */
  readonly clock?: true
  /**
   * Present where its sql drew random values or asked for the state of the machine, with the same effect as `clock`.
   */
  readonly chance?: true
  /** The definition with the tables in the order of use, where the pattern has another order. */
  readonly byUse?: DefinitionByUse
  /** In the order of the parameters. */
  readonly inputs: readonly InputVersion[]
  /** For an asset that reads its past: the version that it read. */
  readonly previous?: PreviousVersion
  /** What `observe` said of a source, as a canonical text. */
  readonly observed?: string
  /** The project's salt. */
  readonly salt?: string
}

/**
 * The definition with tables in the order of their use. A function cannot see the order in which its pattern names
 * tables, and this definition does not depend on it.
 */
export interface DefinitionByUse {
  readonly definition: string
  /** The position in the pattern of each table, in the order of use. */
  readonly order: readonly number[]
}

/** One upstream as it was read: the version of the whole table, or of the columns that were read. */
export interface InputVersion {
  readonly asset: string
  readonly version: string
  /**
   * The columns read, sorted; `null` for the whole table. `rejected()` among them stands for the rejected rows, and `*`
   * for the whole table beside those.
   */
  readonly columns: readonly string[] | null
  /**
   * Present for many partitions, or for one with another key than the reader's: each key with the first 12 digits of
   * its version. `version` is then a digest over all of them.
   */
  readonly partitions?: readonly (readonly [key: string, version: string])[]
}

/**
 * What an asset has read as `previous`: its own last version or, for a partition of time, that of the partition before.
 * Where there was none, `partitions` is an empty list and the version is that of no table.
 */
export interface PreviousVersion extends Omit<InputVersion, 'asset'> {
  /** The number of rows of the whole table. */
  readonly rows?: number
  /** When it was made: ms since 1970. */
  readonly at?: number
}
/** Keys that data decides, sorted, by the name of their dimension; the name is empty where there is one dimension. */
export type PartitionKeys = Readonly<Record<string, readonly string[]>>

export interface AssetRecord {
  readonly asset: string
  readonly partition: string
  readonly kind: DefinitionKind
  /** K: sha256 over everything that could change the result; 64 hex digits. It contains no asset name. */
  readonly key: string
  /** The part of K that does not depend on inputs: code, config, packages, salt. Records are looked up by it. */
  readonly definition: string
  /** V: the hash of the schema and the rows, or of a check's result; 64 hex digits. */
  readonly version: string
  readonly schema: readonly Column[]
  /** The Parquet files of the table, in the order of its rows: mostly one. A check has no table and no files. */
  readonly parts: readonly StoredObject[]
  /** For a table that is not stored: the statement that gives its rows. `parts` are the files that it reads. */
  readonly view?: ViewText
  readonly rows: number
  /** The size of all parts; 0 for a view, whose parts belong to other tables. */
  readonly sizeBytes: number
  /** Only in the record that stands for an asset's keys, where data decides these; that record has no table. */
  readonly partitionKeys?: PartitionKeys
  /** The rows that the schema refused, where the asset keeps them; for a check, the failing rows. */
  readonly rejected?: RejectedRows
  /** Which row was made from which, where a query calls a function row by row. */
  readonly rowMap?: RowMap
  /** Also for such a query: how many rows the run had to compute. */
  readonly work?: RowCounts
  /** The metadata that the function added while it ran. */
  readonly metadata?: Metadata
  /** The outcome of a check. */
  readonly check?: CheckOutcome
  readonly ingredients: Ingredients
  readonly schemes: Schemes
  /** False for good data that no key may find: the run read the clock, or files of the source moved during the run. */
  readonly reusable: boolean
  readonly run: string
  readonly startedAt: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly causes: readonly Cause[]
  readonly environment: Readonly<Record<string, string>>
  /** Present where nothing was made: a user declared that these ingredients make the existing data. */
  readonly accepted?: Acceptance
}

/** The objects that a record names. The store has no other objects. */
export function objectsOf({ parts, rejected, rowMap }: Pick<AssetRecord, 'parts' | 'rejected' | 'rowMap'>): string[] {
  return [...parts, rejected, rowMap].flatMap((object) => object?.blob ?? [])
}

/** Whether it has rows; the records of keys, checks and effects have none. */
export const hasTable = ({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): boolean =>
  parts.length > 0 || view !== undefined

/**
 * Names the bytes of a table, whichever record has them; `undefined` without a table. For a table of one file it is
 * that file's name.
 */
export function bytesOf({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): string | undefined {
  if (view !== undefined) return digestFields('view1', [['view', [JSON.stringify(view)]]])
  const [first, ...more] = parts.map(({ blob }) => blob)
  return first === undefined || more.length === 0 ? first : digestFields('parts1', [['parts', [first, ...more]]])
}

/** A second table: published with the main one, named by the same record, and never current without it. */
export interface RejectedRows {
  /** A hash of the rows as the schema received them and of their errors: 64 hex digits. */
  readonly version: string
  readonly schema: readonly Column[]
  readonly blob: string
  readonly rows: number
  readonly sizeBytes: number
}

/**
 * What the next run needs to compute only new rows: the file of the map, and everything that the result of a row
 * depends on beside the row itself. Code, configuration and environment are in the record's own ingredients, and not
 * repeated here.
 */
export interface RowMap {
  /** The form of the map and of its hashes. */
  readonly scheme: string
  /** sha256 of the map's bytes, the name in `objects/`. */
  readonly blob: string
  readonly sizeBytes: number
  /** The parameter whose rows were mapped, counted from 0. */
  readonly input: number
  /** The columns that the function gets, in order: they are a row's content. */
  readonly columns: readonly string[]
  /** The schema of the columns: a digest of their names and types. */
  readonly schema: string
  /** The column that names a row. */
  readonly key: string | null
  /** Whether a condition chose the rows. */
  readonly filtered: boolean
  /** For each parameter: what was read of it beside the rows; `null` where no such read could change a row. */
  readonly beside: readonly (Omit<InputVersion, 'asset'> | null)[]
}

/** Who accepted the old data for a new definition. Kept as long as the record, and shown with it. */
export interface Acceptance {
  /** The user of the operating system, and the user's name in git where there is one. */
  readonly by: string
  readonly because: string
  /** ms since 1970. */
  readonly at: number
  /** The run whose record was accepted. */
  readonly from: string
}

export interface CheckOutcome {
  readonly passed: boolean
  readonly message?: string
  /** A message although the check passed, from rules that only warn. */
  readonly warning?: string
  /** A sample of the failing rows, as JSON values. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
  /** The outcome of each rule, where a check returns rules. */
  readonly rules?: readonly RuleOutcome[]
  /** The result of the suite in the form of Great Expectations, where a check returns expectations. */
  readonly validation?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
}

/** `unique day, place` */
export const ruleName = ({ rule, columns }: Pick<RuleOutcome, 'rule' | 'columns'>): string =>
  [rule, columns.join(', ')].filter((part) => part !== '').join(' ')

/** The outcome of one rule of a table. */
export interface RuleOutcome {
  /** For example `unique`, or `row_count_between 1 and 100`. */
  readonly rule: string
  readonly columns: readonly string[]
  readonly severity: 'block' | 'warn'
  readonly passed: boolean
  /** How many rows break it: for `unique` all but the first, for `row_count_between` the number of rows. */
  readonly failing: number
  /** For a rule that counts no rows: the measured value as JSON, or why it could not be measured. */
  readonly observed?: string
  /** A few rows that break it, as JSON values. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
}
