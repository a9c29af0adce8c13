import type { Asset, Check, Column, Effect, EffectTarget, Rejected, Resource, Source, Sql, Table } from '../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: the rows and the project can be of any type
type Any = any
export type Runnable = Asset<Any> | Source<Any> | Check | Effect<Any>

/** Rows of one table: a list, an iterable, or a query, which gives its columns their types. */
export type GivenRows<Row> = Iterable<Row> | AsyncIterable<Row> | Sql<Row>
/** For an asset with partitions also a map: the rows of each partition by its key, in the order of reading. */
type GivenTable<Row> = GivenRows<Row> | ReadonlyMap<string, GivenRows<Row>>

/** By name, in the form of the function's pattern: `{ sentences }`, `{ crm: { customers } }`. */
export type Given<Assets> = 0 extends 1 & Assets
  ? Readonly<Record<string, Any>>
  : { readonly [Name in keyof Assets]?: GivenOf<Assets[Name]> }
type GivenOf<Member> =
  Member extends Effect<infer Receipt, Any>
    ? Receipt | GivenRows<Receipt>
    : Member extends Table<infer Row>
      ? GivenTable<Row>
      : Member extends Check<Any, infer Row>
        ? GivenRows<Row>
        : Member extends (...args: Any[]) => unknown
          ? never
          : Member extends object
            ? Given<Member>
            : never

export type GivenResources<Resources> = 0 extends 1 & Resources
  ? Readonly<Record<string, Any>>
  : { readonly [Name in keyof Resources]?: GivenResource<Resources[Name]> }
type GivenResource<Declared> = Declared extends Resource<infer Value> ? Value | Resource<Value> : Declared

interface Shared<Resources> {
  /** Resources in place of the project's, which are not opened. Every resource that the function uses must be given. */
  readonly resources?: GivenResources<Resources>
  /** The variables that `env(name)` reads. The process's own variables are not read. */
  readonly env?: Readonly<Record<string, string>>
  /** The context's `now`, and SQL's clock. Default: the moment of the call. */
  readonly now?: Date
  /** The key of the context's `partition`. */
  readonly partition?: string
}
export interface RunOptions<Assets, Resources> extends Shared<Resources> {
  /** The rows of every table that the function reads. */
  readonly given: Given<Assets>
}
export interface AssetRunOptions<Assets, Resources, Row> extends RunOptions<Assets, Resources> {
  /**
   * For an asset with `previous: true`: the rows of its last version or, where it has partitions of time, of the
   * partition before. Left out, `previous` is undefined, as it is the first time.
   */
  readonly previous?: GivenRows<Row>
}
export interface SourceRunOptions<Resources> extends Shared<Resources> {
  /** The folder that globs are relative to. Default: that of the project. */
  readonly root?: string
}
export interface EffectRunOptions<Assets, Resources> extends RunOptions<Assets, Resources> {
  /**
   * A target in place of the effect's own, which is not called. Without one, `wanted` has what the target would have
   * received.
   */
  readonly target?: Pick<EffectTarget<Any, Any, Any>, 'sync'>
}

interface AnyOfProject {
  readonly assets: unknown
  readonly resources: unknown
}
type Assets<Of> = 0 extends 1 & Of ? Any : Of extends AnyOfProject ? Of['assets'] : Any
type Resources<Of> = 0 extends 1 & Of ? Any : Of extends AnyOfProject ? Of['resources'] : Any

/** `given` is required where the function reads tables; a source takes none. */
export type OptionsOf<Definition> =
  Definition extends Source<Any, infer Of>
    ? [options?: SourceRunOptions<Resources<Of>>]
    : Definition extends Effect<Any, infer Of>
      ? [options: EffectRunOptions<Assets<Of>, Resources<Of>>]
      : Definition extends Asset<infer Row, infer Of>
        ? [options: AssetRunOptions<Assets<Of>, Resources<Of>, Row>]
        : Definition extends Check<infer Of>
          ? [options: RunOptions<Assets<Of>, Resources<Of>>]
          : never

export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
}
interface Logged {
  /** The lines that the context's `log` wrote. */
  readonly logs: readonly LoggedLine[]
}

/** The rows as a downstream asset reads them. A comparison of lists ignores the other members. */
export interface RowsRun<Row> extends Array<Row>, Logged {
  readonly columns: readonly Column[]
  /** Rows that the schema refused under `onInvalid: 'quarantine'`, and rows whose function failed. */
  readonly rejected: readonly Rejected[]
  /** The metadata that the function passed to `addMetadata`. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>
}

export interface CheckRun extends Logged {
  readonly passed: boolean
  /** All failing rows. */
  readonly rows: readonly Readonly<Record<string, Any>>[]
  readonly message?: string
  /** The message of rules that only warn. */
  readonly warning?: string
  readonly rules?: readonly RuleRun[]
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
}
export interface RuleRun {
  readonly rule: string
  readonly columns: readonly string[]
  readonly severity: 'block' | 'warn'
  readonly passed: boolean
  readonly failing: number
  readonly rows?: readonly Readonly<Record<string, Any>>[]
}

export interface EffectRun<Receipt> extends Logged {
  /**
   * The receipt as a downstream asset reads it; undefined where the effect has a target that was not replaced.
   */
  readonly receipt: Receipt | undefined
  /** For an effect with a target: the value that the target was to hold, with rows as a list. */
  readonly wanted: unknown
}

export type ResultOf<Definition> =
  Definition extends Effect<infer Receipt, Any>
    ? EffectRun<Receipt>
    : Definition extends Source<infer Row, Any> | Asset<infer Row, Any>
      ? RowsRun<Row>
      : CheckRun
