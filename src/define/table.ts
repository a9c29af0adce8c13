import type { Retries } from './retries.ts'
import type { Sql } from './sql.ts'
import type { Rejected } from './validation/rejected.ts'

/** A column as it is at rest. `type` is DuckDB's name of the type, such as `VARCHAR`, `DOUBLE` or `FLOAT[]`. */
export interface Column {
  readonly name: string
  readonly type: string
}

export type Awaitable<T> = T | Promise<T>

/** Carries the row type of a table or query to the compiler; there is nothing behind it at run time. */
declare const row: unique symbol

// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is not there
/** @ts-ignore A DataFrame of nodejs-polars, which a project need not have: it is `any` then. */
export type PolarsDataFrame = import('nodejs-polars').DataFrame

/**
 * The members of a Table of `apache-arrow`. A caller names that package's own type, `table.arrow<Table>()`: it needs
 * the DOM types, which a project without Arrow may not have.
 */
export interface ArrowTable extends Iterable<Record<string, unknown>> {
  readonly numRows: number
  readonly numCols: number
  /** The values of a column. */
  getChild(name: string): Iterable<unknown> | null
}

/**
 * Rows that are computed when somebody reads them: by DuckDB as far as possible, row by row where a function says so.
 */
export interface RowQuery<Row> extends AsyncIterable<Row> {
  readonly [row]?: Row
  /** Every row, in memory at once. For tables that may not fit, iterate instead. */
  all(): Promise<Row[]>
  /**
   * Every row as a DataFrame of `nodejs-polars`, which reads the files of the table itself. UUIDs are text, and a MAP
   * is a list of structs of `key` and `value`.
   *
   * @throws AssetError `PACKAGE_MISSING` where the project does not have that package; `ASSET_RESULT` after `map`,
   * `flatMap` or `mapBatches`.
   */
  polars(): Promise<PolarsDataFrame>
  /**
   * Every row as a Table of `apache-arrow`, to the last digit. UUIDs are text. `table.arrow<Table>()` says its type, as
   * that package has it.
   *
   * @throws AssetError `PACKAGE_MISSING` where the project does not have that package; `ASSET_RESULT` after `map`,
   * `flatMap` or `mapBatches`.
   */
  arrow<Arrow extends ArrowTable = ArrowTable>(): Promise<Arrow>
  /** Narrows to these columns. An asset that only picks does not re-run when another column changes. */
  pick<const Name extends keyof Row & string>(...columns: readonly Name[]): RowQuery<Pick<Row, Name>>
  /** Keeps the rows for which the condition, a `sql` template over the column names, is true. */
  where(condition: Sql): RowQuery<Row>
  /** Exactly one output row per input row, in the same order. */
  map<Out extends object>(fn: (row: Row) => Awaitable<Out>): RowQuery<Out>
  map<Out extends object>(options: MapOptions<Row>, fn: (row: Row) => Awaitable<Out>): RowQuery<Out>
  /** Any number of output rows per input row, in the order of the input. */
  flatMap<Out extends object>(fn: (row: Row) => Awaitable<OutputRows<Out>>): RowQuery<Out>
  flatMap<Out extends object>(options: MapOptions<Row>, fn: (row: Row) => Awaitable<OutputRows<Out>>): RowQuery<Out>
  /** Exactly one output row per input row, `size` input rows a call. The last batch of a table may be shorter. */
  mapBatches<Out extends object>(
    options: BatchOptions<Row>,
    fn: (rows: Row[]) => Awaitable<readonly Out[]>,
  ): RowQuery<Out>
}

/** Rows at rest. What a function receives for each upstream asset that its first parameter names. */
export interface Table<Row> extends RowQuery<Row> {
  readonly columns: readonly Column[]
  /** The number of rows. */
  readonly count: number
  /**
   * The absolute path of the Parquet file, which is shared and read-only. A table that is kept in several files has no
   * one path, and throws.
   */
  readonly path: string
  /** The rows that the asset's schema refused, under `onInvalid: 'quarantine'`. They are no part of the table. */
  rejected(): RowQuery<Rejected>
  /**
   * The tables of the partitions that are read as this one, in the order of their keys. Each has the columns of all of
   * them.
   *
   * @throws AssetError `ASSET_RESULT` where the asset has no partitions.
   */
  partitions(): Iterable<PartitionTable<Row>>
}

export interface PartitionTable<Row> extends Table<Row> {
  readonly key: string
}

export type OutputRows<Row> = Iterable<Row> | AsyncIterable<Row>

export interface MapOptions<Row> {
  /**
   * The column that names a row; two rows with the same key are an error. Without it equal contents are one row's work.
   */
  readonly key?: keyof Row & string
  /** How many calls are under way at once; the order of the rows stays the input's. Default 1. */
  readonly concurrency?: number
  /**
   * What happens to a row whose function fails. `fail` (the default) fails the asset; `retry` calls again, up to three
   * times more; `quarantine` sets the row aside, where `rejected()` reads it, and goes on. A row that was set aside is
   * tried again the next time the asset runs.
   */
  readonly onRowError?: 'fail' | 'retry' | 'quarantine'
  /** How often a failed call is repeated before that: `3` is three more calls. */
  readonly retries?: number | Retries
  /**
   * More rows than this (or than this share of the input's, as `'1%'`) set aside fail the asset. Default: any number
   * may be.
   */
  readonly maxErrors?: number | string
  /**
   * Tables in which the function looks things up. When one of them changes, the existing rows stay as they are, and new
   * rows see its present content. Any other table that is read beside the rows recomputes all rows when it changes.
   */
  readonly lookups?: readonly RowQuery<unknown>[]
}
export interface BatchOptions<Row> extends MapOptions<Row> {
  /** Rows a call. */
  readonly size: number
}
