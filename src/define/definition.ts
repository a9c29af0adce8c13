import type { Declared } from './declaration/place.ts'
import type { EffectTarget, Verification } from './effect-target.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import type { Observe } from './observe.ts'
import type { Partition, Partitions } from './partitions/partition.ts'
import type { ReadsOf } from './partitions/reads.ts'
import type { ReadOptions, TableFormat } from './read-options.ts'
import type { Duration, Retries } from './retries.ts'
import type { Awaitable } from './table.ts'
import type { StandardSchema } from './validation/row-schema.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const definition: unique symbol = Symbol.for('assetstore.definition')

/**
 * What `asset`, `source`, `check` and `effect` make, whatever the rows are. The types of the rows end at this border.
 */
export type Definition = AssetDefinition | SourceDefinition | CheckDefinition | EffectDefinition
export type DefinitionKind = Definition['kind']

/** Every kind, in the order of output. */
export const definitionKinds = ['asset', 'source', 'check', 'effect'] as const satisfies readonly DefinitionKind[]

/** A user's function, called with the tables its first parameter names and the context. */
// biome-ignore lint/suspicious/noExplicitAny: the definition boundary, where every row type has to fit
export type AnyFunction = (upstream: any, context: any) => unknown

/** What a definition is made of: a function of the project, or one in another language. */
export type Run = AnyFunction | ForeignFunction

export interface AssetDefinition extends Declared {
  readonly kind: 'asset'
  readonly run: Run
  readonly options: AssetOptions
}
export interface SourceDefinition extends Declared {
  readonly kind: 'source'
  readonly origin: SourceOrigin
  readonly options: AnySourceOptions
}
export interface CheckDefinition extends Declared {
  readonly kind: 'check'
  readonly run: Run
  readonly options: CheckOptions
}

export interface EffectDefinition extends Declared {
  readonly kind: 'effect'
  readonly run: Run
  readonly options: AnyEffectOptions
}

/**
 * Where a source's data is. A new kind of source is a new member here, and a file of its own in `src/discover/kinds`.
 */
export type SourceOrigin =
  | { readonly type: 'function'; readonly observe: Observe | undefined; readonly run: Run }
  | { readonly type: 'files'; readonly glob: readonly string[]; readonly as: FileContent }
  | {
      readonly type: 'table'
      readonly glob: readonly string[]
      readonly format: TableFormat | undefined
      readonly read: ReadOptions
    }
  | { readonly type: 'package'; readonly name: string; readonly glob: readonly string[]; readonly as: FileContent }
export type FileContent = 'text' | 'bytes'

export interface CommonOptions {
  readonly description?: string
  readonly group?: string
  readonly tags?: readonly string[]
  readonly owners?: readonly string[]
  /** How often a failed call is tried again: `3` is three more tries, so four calls. */
  readonly retries?: number | Retries
  /** For one call, in ms or as `'30s'`. */
  readonly timeout?: Duration
}

/**
 * Answers to the notes that `assets doctor` lists: for each kind of input that no fingerprint sees, why it can be
 * ignored, such as `{ network: 'pinned model, deterministic' }`. `code` answers for code that cannot be analysed.
 */
export type Reviewed = {
  readonly [Kind in 'clock' | 'random' | 'environment' | 'network' | 'files' | 'process' | 'code']?: string
}

/**
 * Where a TypeScript function runs: in a thread or a process of its own, with the project loaded there anew. It runs in
 * parallel to everything else, and Ctrl-C and its timeout end it at once, whatever it does. The result is the same.
 */
export type Isolate = 'thread' | 'process'

/** Options of definitions with a function. */
export interface FunctionOptions {
  /** Default: it runs in the process of the run, with everything else. */
  readonly isolate?: Isolate
}

/** Options of everything but checks. */
export interface MakingOptions extends CommonOptions {
  /** A name of the project's `pools`: no more of its members are at work at once than it says. */
  readonly pool?: string
  /**
   * The age, such as `'24h'`, at which a table is stale whatever it was made from; for a source, the time since it was
   * asked. Default: age makes nothing stale.
   */
  readonly maxAge?: Duration
  /**
   * When it has to be made, as a cron line in `timeZone` (default `'UTC'`). `status` and `check` call an asset late
   * that is not up to date and was not made since the due time before.
   */
  readonly dueBy?: DueBy
}
export interface DueBy {
  readonly cron: string
  readonly timeZone?: string
}

/** Options of what is made partition by partition. */
export interface PartitionOptions<P extends Partition = Partition> {
  readonly partitions?: Partitions<P>
}
/** Options of what reads assets. */
export interface ReadsOptions<Assets = Readonly<Record<string, unknown>>> {
  /** By parameter: which of its partitions a partition reads, where the default does not fit. */
  readonly reads?: ReadsOf<Assets>
}

export interface SourceCommonOptions extends MakingOptions {
  /**
   * What happens where there are no rows: `'allow'` publishes the empty table, `'fail'` never does. Default: a source
   * that had rows and has none fails once, and the next run that finds none publishes it; a glob that never matched a
   * file fails.
   */
  readonly empty?: Empty
}
export type Empty = 'fail' | 'allow'

/** Options that check rows. */
export interface RowOptions {
  /** Checks every row, and gives an empty table its columns. Any Standard Schema. */
  readonly schema?: StandardSchema
  /** A row that the schema had to change, such as by filling in a default, is refused. */
  readonly strict?: boolean
  /**
   * What a row that the schema refuses does: it fails the asset (the default), is left out, or is left out and kept for
   * `table.rejected()`.
   */
  readonly onInvalid?: 'fail' | 'drop' | 'quarantine'
  /**
   * How many rows may be left out before the asset fails: a number of rows, or a share of all such as `'1%'`. Default:
   * any number.
   */
  readonly maxInvalid?: number | `${number}%`
}
/** The options of `source.table`; the other sources have only the common ones. */
export interface AnySourceOptions extends SourceCommonOptions, FunctionOptions, RowOptions, PartitionOptions {
  readonly reviewed?: Reviewed
}

export interface AssetOptions<P extends Partition = Partition, Assets = Readonly<Record<string, unknown>>>
  extends MakingOptions,
    FunctionOptions,
    RowOptions,
    PartitionOptions<P>,
    ReadsOptions<Assets> {
  /** It runs every time. The version that it makes decides whether anything below it runs. */
  readonly volatile?: boolean
  /** `'fail'`: an asset that makes no rows fails, and its last version stays. Default: `'allow'`. */
  readonly empty?: Empty
  /**
   * What runs the `sql` that the function returns. Default: `'duckdb'`, in this process; `'spark'` is the Spark of the
   * project.
   */
  readonly engine?: SqlEngine
  /** The order of the rows is part of the data: the same rows in another order are another version. */
  readonly ordered?: boolean
  readonly reviewed?: Reviewed
  /** Stands in for the fingerprint of the code: only another `codeVersion` is a change of code. */
  readonly codeVersion?: string
  /** `strict` counts what every module does when it is evaluated, even where no declaration of it is reached. */
  readonly fingerprint?: 'strict'
  /**
   * The context has `previous`: its own last version or, of a partition of time, that of the one before. A function of
   * TypeScript has to have a schema, since its rows would be typed by themselves.
   */
  readonly previous?: true
}

export type SqlEngine = 'duckdb' | 'spark'

export interface CheckOptions<P extends Partition = Partition, Assets = Readonly<Record<string, unknown>>>
  extends CommonOptions,
    FunctionOptions,
    PartitionOptions<P>,
    ReadsOptions<Assets> {
  /** `block` (the default) holds the new version back; `warn` is reported and nothing else. */
  readonly severity?: 'block' | 'warn'
  readonly reviewed?: Reviewed
}

export interface EffectOptions<Receipt, Ctx>
  extends MakingOptions,
    FunctionOptions,
    Pick<AssetOptions, 'codeVersion' | 'fingerprint' | 'reviewed'> {
  /** It is done only where it is named: `assets materialize deploy`. Every other run leaves it out, and says so. */
  readonly manual?: boolean
  /**
   * Only these environments do the effect: `['production']`. Every run in another environment leaves it out, and says
   * so.
   */
  readonly environments?: readonly string[]
  /**
   * Asked by `assets materialize --verify` only: does the outside still match the receipt? Where it does not, the
   * effect is stale with the cause `receipt_mismatch`, and runs with `verify` true in its context.
   */
  readonly verify?: (receipt: Receipt, context: Ctx) => Awaitable<Verification>
}
/** The options as the framework has them: the types of receipts end at the definition boundary. */
export interface AnyEffectOptions extends EffectOptions<Any, Any>, PartitionOptions, ReadsOptions {
  readonly target?: EffectTarget<Any, Any, Any>
}
// biome-ignore lint/suspicious/noExplicitAny: the definition boundary, where every receipt has to fit
type Any = any

export function definitionOf(value: unknown): Definition | undefined {
  if (typeof value !== 'object' || value === null || !(definition in value)) return undefined
  return (value as { readonly [definition]: Definition })[definition]
}
