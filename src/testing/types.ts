import type { Asset, Check, Column, Effect, EffectTarget, Rejected, Resource, Source, Sql, Table } from '../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever the rows and the project are
type Any = any
export type Runnable = Asset<Any> | Source<Any> | Check | Effect<Any>

/** Rows of one table: a list, an iterable, or a query, whose columns have the types that it says. */
export type GivenRows<Row> = Iterable<Row> | AsyncIterable<Row> | Sql<Row>
/** Or, of an asset with partitions, those of each by its key, in the order in which they are read. */
type GivenTable<Row> = GivenRows<Row> | ReadonlyMap<string, GivenRows<Row>>

/** By the names that the function reads, as its pattern has them: `{ sentences }`, `{ crm: { customers } }`. */
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
  /** In the place of the project's, of which none is opened. One that the function uses has to be given. */
  readonly resources?: GivenResources<Resources>
  /** What `env(name)` reads. Nothing of the process's own environment is. */
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
   * Of an asset with `previous: true`: the rows of its last version or, where it has partitions of time, of the
   * partition before. Left out, `previous` is undefined, as it is the first time.
   */
  readonly previous?: GivenRows<Row>
}
export interface SourceRunOptions<Resources> extends Shared<Resources> {
  /** The folder that globs are relative to. Default: that of the project. */
  readonly root?: string
}
export interface EffectRunOptions<Assets, Resources> extends RunOptions<Assets, Resources> {
  /** In the place of the effect's own target, which nobody calls. Without one what it would have got is kept. */
  readonly target?: Pick<EffectTarget<Any, Any, Any>, 'sync'>
}

interface AnyOfProject {
  readonly assets: unknown
  readonly resources: unknown
}
type Assets<Of> = 0 extends 1 & Of ? Any : Of extends AnyOfProject ? Of['assets'] : Any
type Resources<Of> = 0 extends 1 & Of ? Any : Of extends AnyOfProject ? Of['resources'] : Any

/** Without what is given there is nothing to read; of a source there is nothing to give. */
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
  /** What was written by the context's `log`. */
  readonly logs: readonly LoggedLine[]
}

/**
 * The rows as whoever names the asset reads them. What there is beside them does not count where lists are compared.
 */
export interface RowsRun<Row> extends Array<Row>, Logged {
  readonly columns: readonly Column[]
  /** Rows that the schema refused under `onInvalid: 'quarantine'`, and those whose function failed. */
  readonly rejected: readonly Rejected[]
  /** What `addMetadata` was told. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>
}

export interface CheckRun extends Logged {
  readonly passed: boolean
  /** Every row that fails. */
  readonly rows: readonly Readonly<Record<string, Any>>[]
  readonly message?: string
  /** Of rules that only warn. */
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
  /** As whoever names the effect reads it; nothing where its target was not given one in its place. */
  readonly receipt: Receipt | undefined
  /** Of an effect with a target: what the target was to hold, rows as a list. */
  readonly wanted: unknown
}

export type ResultOf<Definition> =
  Definition extends Effect<infer Receipt, Any>
    ? EffectRun<Receipt>
    : Definition extends Source<infer Row, Any> | Asset<infer Row, Any>
      ? RowsRun<Row>
      : CheckRun
