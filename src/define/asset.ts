import type { Context, PreviousPart } from './context.ts'
import { declaredTable } from './declaration/declared-table.ts'
import { givenBoth } from './declaration/given-options.ts'
import { declaredBy, type OfProject, type ofProject } from './declaration/place.ts'
import type { AnyFunction, AssetDefinition, AssetOptions, Run } from './definition.ts'
import { definition } from './definition.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import type { ParquetFile } from './foreign/parquet-file.ts'
import { type PythonFile, pythonFunction } from './foreign/python.ts'
import type { Partition } from './partitions/partition.ts'
import type { Sql } from './sql.ts'
import type { Awaitable, OutputRows, RowQuery, Table } from './table.ts'
import type { StandardSchema } from './validation/row-schema.ts'

/** A definition that is its own table: the type of the export is the type of the parameter that names it. */
// biome-ignore lint/suspicious/noExplicitAny: what says nothing of its project is of any
export interface Asset<Row = unknown, Project = any> extends Table<Row> {
  readonly [definition]: AssetDefinition
  readonly [ofProject]?: Project
}

/**
 * What a function may return: rows in memory, rows that stream, one row, a query that DuckDB runs, a frame, or a file
 * that has the rows.
 */
export type Rows<Row> =
  | OutputRows<Row>
  | Sql<Row>
  | RowQuery<Row>
  | CompiledQuery<Row>
  | ParquetFile<Row>
  | PolarsFrame<Row>
  | LazyPolarsFrame<Row>

/** A DataFrame of `nodejs-polars`, by its shape. */
export interface PolarsFrame<Row> {
  toRecords(): Row[]
  writeParquet(path: string): void
}

/** A LazyDataFrame, which is computed when it is returned. */
export interface LazyPolarsFrame<Row> {
  collect(): Promise<PolarsFrame<Row>>
}

/** A plain object, which is one row: nothing with rows, and no promise. */
export type OneRow<Row> = Row & {
  readonly [Symbol.iterator]?: never
  readonly [Symbol.asyncIterator]?: never
  readonly then?: never
}

/** A Kysely query, by its shape. Its tables are the asset's parameters, by name. */
export interface CompiledQuery<Row> {
  readonly isSelectQueryBuilder: true
  execute(): Promise<Row[]>
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] }
}

export type AssetFunction<Assets, Ctx, Result> = (upstream: Assets, context: Ctx) => Awaitable<Result>

/** `asset(fn)` or `asset(options, fn)`: a function and, by the name of its export, an asset. */
export interface DefineAsset<Assets, Resources> {
  <Row extends object>(
    run: AssetFunction<Assets, Context<Resources>, Rows<Row> | OneRow<Row>>,
  ): Asset<Row, OfProject<Assets, Resources>>
  <Row extends object, P extends Partition = Partition>(
    options: AssetOptions<P, Assets> & { readonly schema: StandardSchema<Row>; readonly previous: true },
    run:
      | AssetFunction<Assets, Context<Resources, P> & PreviousPart<Row>, Rows<object> | OneRow<object>>
      | ForeignFunction,
  ): Asset<Row, OfProject<Assets, Resources>>
  <Row extends object, P extends Partition = Partition>(
    options: AssetOptions<P, Assets> & { readonly schema?: never; readonly previous: true },
    run: ForeignFunction<Row>,
  ): Asset<Row, OfProject<Assets, Resources>>
  <Row extends object, P extends Partition = Partition>(
    options: AssetOptions<P, Assets> & { readonly schema: StandardSchema<Row>; readonly previous?: never },
    run: AssetFunction<Assets, Context<Resources, P>, Rows<object> | OneRow<object>> | ForeignFunction,
  ): Asset<Row, OfProject<Assets, Resources>>
  <Row extends object, P extends Partition = Partition>(
    options: AssetOptions<P, Assets> & { readonly schema?: never; readonly previous?: never },
    run: AssetFunction<Assets, Context<Resources, P>, Rows<Row> | OneRow<Row>> | ForeignFunction<Row>,
  ): Asset<Row, OfProject<Assets, Resources>>
  /**
   * `asset.python('./documents.py')`: the function of that name in a Python file, whose parameters name what it reads.
   * The rows are typed by the type argument, or by a schema, which they are held to as well.
   */
  python<Row extends object, P extends Partition = Partition>(
    options: PythonFile & AssetOptions<P, Assets> & { readonly schema: StandardSchema<Row> },
  ): Asset<Row, OfProject<Assets, Resources>>
  python<Row extends object = Record<string, unknown>, P extends Partition = Partition>(
    file: string | (PythonFile & AssetOptions<P, Assets>),
  ): Asset<Row, OfProject<Assets, Resources>>
}

export function asset(this: unknown, first: AssetOptions | AnyFunction, second?: Run): Asset {
  const [options, run] = givenBoth<AssetOptions>(first, second)
  return declaredTable<AssetDefinition>({
    kind: 'asset',
    run,
    options: Object.freeze({ ...options }),
    ...declaredBy(asset, this),
  })
}

asset.python = function python(this: unknown, first: unknown): Asset {
  const { run, options } = pythonFunction<AssetOptions>(first)
  return declaredTable<AssetDefinition>({
    kind: 'asset',
    run,
    options: Object.freeze(options),
    ...declaredBy(python, this),
  })
}
