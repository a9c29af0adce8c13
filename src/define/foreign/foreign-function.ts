import type { Place } from '../declaration/place.ts'
import type { Partitions } from '../partitions/partition.ts'
import type { ReadsOf } from '../partitions/reads.ts'
import type { CodeRetries } from '../retries.ts'
import type { Awaitable, Table } from '../table.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const foreignSymbol: unique symbol = Symbol.for('assetstore.foreign')

/** Carries the row type of what it makes to the compiler. */
declare const row: unique symbol

/**
 * A function in another language: it stands where a TypeScript function would, as in `asset({ … },
 * foreignFunction(…))`. What is known of its code is asked for when the project is loaded, and it is called in a run.
 */
export interface ForeignFunction<Row = unknown> {
  readonly [foreignSymbol]: ForeignOrigin
  readonly [row]?: Row
}

/**
 * How it is read and called. A new kind is a new member here, and a file of its own where it is read and where it is
 * called.
 */
export type ForeignOrigin = (Closures & { readonly type: 'closures' }) | PythonOrigin

/** A function of a Python file, as it is written: `file` is relative to the file that names it. */
export interface PythonOrigin {
  readonly type: 'python'
  readonly file: string
  readonly function?: string
  readonly config?: Readonly<Record<string, unknown>>
}

/** A function whose integration reads and calls it by its own functions. */
export interface Closures {
  /**
   * What its code is now; asked once each time the project is loaded, before the graph is made.
   *
   * @throws AssetError for what is wrong with it, with its place: reported together with all other mistakes.
   */
  facts(where: ForeignPlace): Awaitable<ForeignFacts>
  /**
   * Makes the result: whatever a TypeScript function may return, or `parquetFile(path)`. What it prints is a log of the
   * asset, and what it throws is the asset's failure.
   */
  call(call: ForeignCall): Awaitable<unknown>
  /**
   * It returns SQL over its tables: those that are views are their statements there, which DuckDB runs together with
   * what it returns. Default: their rows are computed first.
   */
  readonly inlinesViews?: boolean
}

/** Where a project is, for whoever reads code. */
export interface ForeignPlace {
  /** The folder of the project, absolute. */
  readonly root: string
  /** A cache folder: it may be deleted at any time, may be absent, and may not be writable. */
  readonly cacheFolder: string
}

/** What a function is called with. */
export interface ForeignCall {
  /** By the names of `upstream`. */
  readonly tables: Readonly<Record<string, Table<unknown>>>
  /** The context of a TypeScript function, with the resources that `facts` name. */
  // biome-ignore lint/suspicious/noExplicitAny: the definition boundary, where every context has to fit
  readonly context: any
  readonly root: string
  /**
   * The Parquet files that have the rows of one of the tables, in their order, for a program that is given paths: the
   * store's own, which may only be read. All of the table counts as read.
   */
  files(table: Table<unknown>): Promise<readonly string[]>
  /**
   * Writes tables into a new file that is a database of DuckDB, by a schema and a name each. All of each table counts
   * as read.
   */
  duckdbFile(file: string, tables: readonly ForeignTable[]): Promise<void>
  /** A path that is nobody else's, in a folder of the store that is removed after the run. */
  tmpFile(): string
  /**
   * Registers work for the end of the run, whether it succeeds or not, such as ending a program that several calls have
   * used. The same function is called once.
   */
  atEnd(work: () => Awaitable<void>): void
}

/** A table, and what it is called in a database. */
export interface ForeignTable {
  readonly schema: string
  readonly name: string
  readonly table: Table<unknown>
}

/** What is known of code in another language: plain data. */
export interface ForeignFacts {
  /** The names of the assets that it reads, in the order of its parameters. */
  readonly upstream: readonly string[]
  /**
   * For a check: the tables in `upstream` that it judges, so that what reads these waits for it. Default: all of them.
   */
  readonly judged?: readonly string[]
  /**
   * For a check: what it holds back where it fails. `after-all`: what comes after all of its tables, and no table that
   * another one does not lead to. Names: these, beside what reads `judged`. Default: what reads `judged`.
   */
  readonly holds?: 'after-all' | readonly string[]
  /** The names of the resources that it is given. */
  readonly resources?: readonly string[]
  /** The names of resources that it is given where the project has them. */
  readonly optional?: readonly string[]
  /** Where it stands, for messages. Default: where the asset is defined. */
  readonly at?: Pick<Place, 'file' | 'line'>
  /**
   * Names how the hashes are made, such as `python-1`. Hashes of two schemes are not compared; files are compared then.
   */
  readonly scheme: string
  /** Everything that decides what it makes, in an order that follows from the code. */
  readonly declarations: readonly ForeignDeclaration[]
  /** sha256 of the code as a whole, 64 hex digits. Default: of the hashes of the declarations, in their order. */
  readonly digest?: string
  /**
   * Packages by ecosystem and name, such as `pypi:pandas`, with their versions: those that it reaches, with what they
   * depend on.
   */
  readonly packages?: Readonly<Record<string, string>>
  /** Variables that it reads by names that are written. Their values are part of the key. */
  readonly variables?: readonly string[]
  /**
   * Every file that the facts come from: absolute path -> the sha256 of its bytes, or the empty text for a file that
   * was looked for and is absent. While these are the same, the facts are the same.
   */
  readonly files: Readonly<Record<string, string>>
  /** Absolute folders: a file that is added or removed in them, at any depth, may change the facts. */
  readonly folders?: readonly string[]
  /** Absolute folders of which only the names directly in them count, such as one of installed packages. */
  readonly listings?: readonly string[]
  /** Absolute paths whose real paths count, with links followed. */
  readonly links?: readonly string[]
  /** Variables that decide how the code is found, as `VIRTUAL_ENV` does. They are not part of the key. */
  readonly asked?: readonly string[]
  /**
   * What the code says of itself where it is defined, such as the keywords of a decorator: `…` for a value that is not
   * plain.
   */
  readonly decorator?: Readonly<Record<string, string | number | boolean | null>>
  /** What the code says of itself beside what it makes. What is said where it is exported goes before it. */
  readonly labels?: {
    readonly description?: string
    readonly group?: string
    readonly tags?: readonly string[]
    readonly owners?: readonly string[]
  }
  /** How the code says that it is made, and what it reads of partitions. */
  readonly options?: CodeOptions
  readonly notes?: readonly ForeignNote[]
  /**
   * The facts were found without the language's own parser: they are compared with records, and no record is written
   * with them.
   */
  readonly provisional?: true
}

/** Options of an asset, as far as code may say them of itself. */
export interface CodeOptions {
  readonly partitions?: Partitions
  readonly reads?: ReadsOf<Readonly<Record<string, unknown>>>
  readonly retries?: CodeRetries
  readonly codeVersion?: string
  readonly severity?: 'block' | 'warn'
}

export interface ForeignDeclaration {
  /** Absolute. */
  readonly file: string
  /** As in `chunk` or `Cleaner.clean`; the empty text is the file as a whole. */
  readonly name: string
  readonly line: number
  /** sha256 of its text without comments, layout and the like, 64 hex digits. */
  readonly hash: string
  /** As it is written, for people who ask what has changed. */
  readonly text?: string
  /** The path on which it is reached: a place in the list of declarations. */
  readonly from?: number
}

/** What a reader of its fingerprint should know. */
export type ForeignNote = Pick<Place, 'file' | 'line'> & {
  /** The place in the list of the declaration that it is about. */
  readonly declaration: number
} & (
    | {
        /** It reads or does what no fingerprint sees. */
        readonly kind: 'impurity'
        readonly impurity: 'clock' | 'random' | 'environment' | 'network' | 'files' | 'process'
        /** As it is written: `datetime.now`. */
        readonly what: string
        /** For files: they are written, not read. */
        readonly writes?: true
      }
    /** The analysis could not follow it, so that whole files count. */
    | { readonly kind: 'whole-files'; readonly what: string }
    /**
     * It sets something for the asset, such as `io_manager_key=`, that does nothing here: `fix` is what to write
     * instead.
     */
    | { readonly kind: 'unused-option'; readonly what: string; readonly fix: string }
    /** Its language is not there to say all of it: `what` is known all the same, or not. */
    | { readonly kind: 'not-parsed'; readonly what: string; readonly fix: string }
  )

/** `asset({ … }, foreignFunction({ facts, call }))`: for integrations of other languages. */
export function foreignFunction<Row extends object = Record<string, unknown>>(
  closures: Closures,
): ForeignFunction<Row> {
  const { facts, call, inlinesViews = false } = closures
  return foreignOf({ type: 'closures', facts, call, inlinesViews })
}

export function foreignOf<Row>(origin: ForeignOrigin): ForeignFunction<Row> {
  return Object.freeze({ [foreignSymbol]: Object.freeze(origin) })
}

/** Whether a function reads views as their statements. */
export function inlinesViews(run: unknown): boolean {
  if (!isForeign(run)) return false
  const { [foreignSymbol]: origin } = run
  return 'inlinesViews' in origin && origin.inlinesViews === true
}

export function isForeign(value: unknown): value is ForeignFunction {
  return typeof value === 'object' && value !== null && foreignSymbol in value
}
