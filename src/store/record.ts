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
 * "Build Systems à la Carte", 2018). A record says what was made, from exactly which ingredients, and never changes.
 */

/** Every scheme that a stored hash depends on has an id; a new id is another scheme, not another value. */
export interface Schemes {
  /** How the fields are put together into a key. */
  readonly key: string
  /** How code is cut and canonicalised. */
  readonly code: string
  /** How rows are hashed into a version. */
  readonly rows: string
}

/**
 * What could have changed the result, by name: the difference of two of these is the answer to "why". Values that may
 * be secret are hashed. The names are labels for people; only the digests derived from the values, in order, enter the
 * key.
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
   * 12 hex digits over the bytes of all files that the code was cut from: what a later way of cutting is compared by.
   */
  readonly files?: string
  /** For code in another language: the files that it is in, and those that it reads, relative to the project. */
  readonly sources?: readonly string[]
  /**
   * Code asked for the text of a function of the project, which any letter of these files may be: they are compared as
   * they are.
   */
  readonly text?: true
  /** The bytes of each of these files then, relative to the project: 12 hex digits. */
  readonly hashes?: Readonly<Record<string, string>>
  /** It read the time of the run, so that a later run may make another table. */
  readonly clock?: true
  /** Its sql drew something at random, or asked for the state of the machine: as with the clock. */
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
 * A function cannot see the order in which its pattern names tables. In the order of use the definition is the same
 * whatever that order is.
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
   * The columns read, sorted; `null` for the whole table. Rejected rows stand among them as `rejected()`, a whole table
   * beside them as `*`.
   */
  readonly columns: readonly string[] | null
  /**
   * Where these are many partitions, or one that is not the reader's own: each with the first 12 digits of its version.
   * `version` is a digest over all of them.
   */
  readonly partitions?: readonly (readonly [key: string, version: string])[]
}

/**
 * What an asset has read as `previous`: its own last version or, of a partition of time, that of the one before.
 * `partitions` is an empty list where there was none, and the version that of no table.
 */
export interface PreviousVersion extends Omit<InputVersion, 'asset'> {
  /** How many rows the whole table had. */
  readonly rows?: number
  /** When it had been made: ms since 1970. */
  readonly at?: number
}
/** Keys that data decides, sorted, by the name of their dimension; the name is empty where there is one dimension. */
export type PartitionKeys = Readonly<Record<string, readonly string[]>>

export interface AssetRecord {
  readonly asset: string
  readonly partition: string
  readonly kind: DefinitionKind
  /** K: sha256 over everything that could change the result; 64 hex digits. No asset name is in it. */
  readonly key: string
  /** The part of K that is known before any input is: code, config, packages, salt. Records are looked up by it. */
  readonly definition: string
  /** V: the hash of the schema and the rows (of the result, for a check); 64 hex digits. */
  readonly version: string
  readonly schema: readonly Column[]
  /** The Parquet files of the table, in the order of its rows: most often one; none for a check, which has no table. */
  readonly parts: readonly StoredObject[]
  /** For a table that is not stored: the statement that gives its rows. `parts` are the files that it reads. */
  readonly view?: ViewText
  readonly rows: number
  /** The size of all parts; 0 for a view, whose parts belong to other tables. */
  readonly sizeBytes: number
  /** Only the record of an asset's keys, where data decides these, has them, and it has no table. */
  readonly partitionKeys?: PartitionKeys
  /** Rows that the schema refused, where the asset keeps them; of a check, the rows that fail. */
  readonly rejected?: RejectedRows
  /** Which row came of which, where a query calls a function row by row. */
  readonly rowMap?: RowMap
  /** For such a query, too: what the run had to compute. */
  readonly work?: RowCounts
  /** What the function added to it while it ran. */
  readonly metadata?: Metadata
  /** What a check said. */
  readonly check?: CheckOutcome
  readonly ingredients: Ingredients
  readonly schemes: Schemes
  /** False: good data that must never be found by its key (it read the clock, or its files moved while it ran). */
  readonly reusable: boolean
  readonly run: string
  readonly startedAt: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly causes: readonly Cause[]
  readonly environment: Readonly<Record<string, string>>
  /** Where nothing was made: somebody said that these ingredients make the data that was there. */
  readonly accepted?: Acceptance
}

/** The objects that a record names: nothing else of a store is one. */
export function objectsOf({ parts, rejected, rowMap }: Pick<AssetRecord, 'parts' | 'rejected' | 'rowMap'>): string[] {
  return [...parts, rejected, rowMap].flatMap((object) => object?.blob ?? [])
}

/** Whether it has rows; those of keys, checks and effects have none. */
export const hasTable = ({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): boolean =>
  parts.length > 0 || view !== undefined

/**
 * Names the bytes of a table, whichever record has them; `undefined` without a table. For a table of one file it is the
 * name of that file.
 */
export function bytesOf({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): string | undefined {
  if (view !== undefined) return digestFields('view1', [['view', [JSON.stringify(view)]]])
  const [first, ...more] = parts.map(({ blob }) => blob)
  return first === undefined || more.length === 0 ? first : digestFields('parts1', [['parts', [first, ...more]]])
}

/** A table beside the table: published with it, named by the same record, and never current without it. */
export interface RejectedRows {
  /** A hash of the rows as they were given and of their errors: 64 hex digits. */
  readonly version: string
  readonly schema: readonly Column[]
  readonly blob: string
  readonly rows: number
  readonly sizeBytes: number
}

/**
 * What lets the next run compute only the rows that are new: the file of the map, and everything but the rows
 * themselves that was in the making of each of them. What the record's own ingredients say of code, configuration and
 * environment is not said again.
 */
export interface RowMap {
  /** The form of the map and of its hashes. */
  readonly scheme: string
  /** sha256 of the map's bytes, the name in `objects/`. */
  readonly blob: string
  readonly sizeBytes: number
  /** The parameter whose rows were mapped, counted from 0. */
  readonly input: number
  /** The columns that the function was given, in order: a row's content. */
  readonly columns: readonly string[]
  /** The schema of the columns: a digest of their names and types. */
  readonly schema: string
  /** The column that names a row. */
  readonly key: string | null
  /** A condition chose the rows. */
  readonly filtered: boolean
  /** For each parameter what was read of it beside the rows; `null` where nothing was that could make a row another. */
  readonly beside: readonly (Omit<InputVersion, 'asset'> | null)[]
}

/** Who accepted the old data for a new definition. It is kept as long as the record, and shown with it. */
export interface Acceptance {
  /** The user of the operating system, and the name that git knows where it knows one. */
  readonly by: string
  readonly because: string
  /** ms since 1970. */
  readonly at: number
  /** The run whose record it was taken over from. */
  readonly from: string
}

export interface CheckOutcome {
  readonly passed: boolean
  readonly message?: string
  /** What to tell although it passed: rules that only warn. */
  readonly warning?: string
  /** A sample of the failing rows, as JSON values. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
  /** What came of each rule, where a check returns rules. */
  readonly rules?: readonly RuleOutcome[]
  /** What came of the suite, where a check returns expectations, as Great Expectations writes it. */
  readonly validation?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
}

/** `unique day, place` */
export const ruleName = ({ rule, columns }: Pick<RuleOutcome, 'rule' | 'columns'>): string =>
  [rule, columns.join(', ')].filter((part) => part !== '').join(' ')

/** What came of one rule of a table. */
export interface RuleOutcome {
  /** For example `unique`, or `row_count_between 1 and 100`. */
  readonly rule: string
  readonly columns: readonly string[]
  readonly severity: 'block' | 'warn'
  readonly passed: boolean
  /** How many rows break it: of `unique` those after the first, of `row_count_between` how many there are. */
  readonly failing: number
  /** What a rule measured that counts no rows, as JSON, or why it could not. */
  readonly observed?: string
  /** A few rows that break it, as JSON values. */
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
}
