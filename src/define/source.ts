import type { Context } from './context.ts'
import { declaredTable } from './declaration/declared-table.ts'
import { givenBoth, givenOptions } from './declaration/given-options.ts'
import { type Declared, declaredBy, type OfProject, type ofProject } from './declaration/place.ts'
import type {
  AnyFunction,
  AnySourceOptions,
  definition,
  FileContent,
  FunctionOptions,
  PartitionOptions,
  Reviewed,
  RowOptions,
  Run,
  SourceCommonOptions,
  SourceDefinition,
  SourceOrigin,
} from './definition.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import type { ParquetFile } from './foreign/parquet-file.ts'
import { type PythonFile, pythonFunction } from './foreign/python.ts'
import type { Observe } from './observe.ts'
import type { Partition } from './partitions/partition.ts'
import { type ReadOptions, readOptionFormats, type TableFormat } from './read-options.ts'
import type { Sql } from './sql.ts'
import type { Awaitable, OutputRows, Table } from './table.ts'
import type { OutputOf, StandardSchema } from './validation/row-schema.ts'

/** Data made elsewhere, read as a table. */
// biome-ignore lint/suspicious/noExplicitAny: what says nothing of its project is of any
export interface Source<Row = unknown, Project = any> extends Table<Row> {
  readonly [ofProject]?: Project
  readonly [definition]: SourceDefinition
}

/** A row of `source.files` and `source.package`. */
export interface FileRow<Content> {
  /** Relative to the project (or the package), with `/`. */
  readonly path: string
  readonly sizeBytes: number
  /** sha256 of the bytes, 64 hex digits. */
  readonly sha256: string
  readonly content: Content
}

/** `observe` is asked at every run; without it the function runs at every run. */
export interface SourceOptions<P extends Partition = Partition>
  extends SourceCommonOptions,
    FunctionOptions,
    PartitionOptions<P> {
  readonly observe?: Observe<P>
  readonly reviewed?: Reviewed
}
export interface ContentOptions<As extends FileContent> extends SourceCommonOptions {
  readonly as: As
}
/** With `partitions`, a place in braces in the glob is the key, as in `'notes/{day}/*.md'`. */
export interface FilesOptions<As extends FileContent> extends ContentOptions<As>, PartitionOptions {}
/** With `partitions`, a place in braces in the glob is the key, as in `'lake/day={day}/*.parquet'`. */
export interface TableOptions extends SourceCommonOptions, RowOptions, ReadOptions, PartitionOptions {
  /** Read from the files' ending where it is not given. */
  readonly format?: TableFormat
  /** Answers notes about the code of its schema. */
  readonly reviewed?: Reviewed
}

type ContentOf<As extends FileContent> = As extends 'text' ? string : Uint8Array
type Glob = string | readonly string[]
type SourceFunction<Resources, Row, P extends Partition = Partition> = (
  upstream: Record<never, never>,
  context: Context<Resources, P>,
) => Awaitable<OutputRows<Row> | Sql<Row> | ParquetFile<Row>>

export interface DefineSource<Resources> {
  <Row extends object, P extends Partition = Partition>(
    options: SourceOptions<P>,
    run: SourceFunction<Resources, Row, P>,
  ): Source<Row, OfProject<unknown, Resources>>
  <Row extends object>(run: SourceFunction<Resources, Row>): Source<Row, OfProject<unknown, Resources>>
  <Row extends object, P extends Partition = Partition>(
    options: SourceOptions<P>,
    run: ForeignFunction<Row>,
  ): Source<Row, OfProject<unknown, Resources>>
  /** `source.python('./crm.py')`: a Python function without parameters, which reads data made elsewhere. */
  python<Row extends object = Record<string, unknown>, P extends Partition = Partition>(
    file: string | (PythonFile & SourceOptions<P>),
  ): Source<Row, OfProject<unknown, Resources>>
  /** A row a file. The files' bytes are the version: an edited, a new and a removed file all count. */
  files<As extends FileContent>(
    glob: Glob,
    options: FilesOptions<As>,
  ): Source<FileRow<ContentOf<As>>, OfProject<unknown, Resources>>
  /**
   * The rows of data files, read by DuckDB. The files' bytes are the version. Its integers are numbers, and bigints
   * where the type argument says so, `source.table<{ id: bigint }>(…)`.
   */
  table<Row extends object = Record<string, unknown>>(
    glob: Glob,
    options?: TableOptions & { readonly schema?: never },
  ): Source<Row, OfProject<unknown, Resources>>
  table<Schema extends StandardSchema>(
    glob: Glob,
    options: TableOptions & { readonly schema: Schema },
  ): Source<OutputOf<Schema>, OfProject<unknown, Resources>>
  /** A row a file of an installed package. The package's version and integrity are the version. */
  package<As extends FileContent>(
    name: string,
    glob: Glob,
    options: ContentOptions<As>,
  ): Source<FileRow<ContentOf<As>>, OfProject<unknown, Resources>>
}

export function source(this: unknown, first: SourceOptions | AnyFunction, second?: Run): Source {
  const [{ observe, ...options }, run] = givenBoth<SourceOptions>(first, second)
  return declare({ type: 'function', observe, run }, options, declaredBy(source, this))
}

source.files = function files(this: unknown, glob: Glob, first: FilesOptions<FileContent>): Source {
  const { as, ...options } = givenOptions<FilesOptions<FileContent>>(first)
  return declare({ type: 'files', glob: [glob].flat(), as }, options, declaredBy(files, this))
}

source.table = function table(this: unknown, glob: Glob, first: TableOptions = {}): Source {
  const { format, ...rest } = givenOptions<TableOptions>(first)
  const isRead = ([name]: readonly [string, unknown]) => Object.hasOwn(readOptionFormats, name)
  const readOptions: ReadOptions = Object.fromEntries(Object.entries(rest).filter(isRead))
  const options = Object.fromEntries(Object.entries(rest).filter((entry) => !isRead(entry)))
  return declare({ type: 'table', glob: [glob].flat(), format, read: readOptions }, options, declaredBy(table, this))
}

source.package = function fromPackage(
  this: unknown,
  name: string,
  glob: Glob,
  first: ContentOptions<FileContent>,
): Source {
  const { as, ...options } = givenOptions<ContentOptions<FileContent>>(first)
  return declare({ type: 'package', name, glob: [glob].flat(), as }, options, declaredBy(fromPackage, this))
}

source.python = function python(this: unknown, first: unknown): Source {
  const { run, options: sourceOptions } = pythonFunction<SourceOptions>(first)
  const { observe, ...options } = sourceOptions
  return declare({ type: 'function', observe, run }, options, declaredBy(python, this))
}

function declare(origin: SourceOrigin, options: AnySourceOptions, declared: Declared): Source {
  return declaredTable<SourceDefinition>({ kind: 'source', origin, options: Object.freeze(options), ...declared })
}
