import type { ExplainDocument } from '../app/documents/explain.ts'
import type { HistoryDocument } from '../app/documents/history.ts'
import type { ListDocument } from '../app/documents/list.ts'
import type { PlanDocument } from '../app/documents/plan.ts'
import type { RunDocument } from '../app/documents/run.ts'
import type { JudgementDocument, StatusDocument } from '../app/documents/status.ts'
import type { NotDone } from '../app/open/left-out.ts'
import type { SearchReport } from '../app/search.ts'
import type { Duration } from '../define/retries.ts'
import type { Column, Table } from '../define/table.ts'
import type { RunEvent } from '../events.ts'
import type { Lineage } from '../graph/lineage.ts'

export interface OpenProjectOptions {
  /** The project's folder, or one inside of it. Default: the working folder. */
  readonly cwd?: string
  /** The file of the configuration; default: `assets.config.ts`, looked for from `cwd` upwards. */
  readonly config?: string
  /** The folder of the store; default: what the configuration says. */
  readonly store?: string
  /** The environment that has the tables and effects; default: ASSETS_ENVIRONMENT, else `development`. */
  readonly environment?: string
  /** Takes what is worth knowing and is no error. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void
  /**
   * Assets print into the events and logs of the run, and not to the process's own streams; `false` leaves the streams
   * alone. Default: true.
   */
  readonly captureOutput?: boolean
  /**
   * Turns an uncaught error or `process.exit()` of an asset into a failure of that asset, as the command does. It
   * listens for the whole process while a run goes on. Default: false, since the process is yours.
   */
  readonly guardProcess?: boolean
}

/**
 * Names and expressions of the selection grammar, `'+report tag:daily'`; several are one union, and an empty list is
 * refused. Default: everything.
 */
export type Selection = string | readonly string[]

export interface SelectOptions {
  /** What is left out of the selection. */
  readonly exclude?: Selection
}

export interface PartitionsOption {
  /**
   * Only these partitions, of the assets that have partitions: `'2026-01-01..2026-01-31'`, keys with commas between,
   * `'latest'`, `'latest:7'`, `'missing'`, `'failed'` or `'stale'`.
   */
  readonly partitions?: string
}

export interface PlanOptions extends SelectOptions, PartitionsOption {
  /** `false` leaves all effects out. Effects with `manual` are always left out unless they are named. Default: true. */
  readonly effects?: boolean
  /** Runs the selected assets alone, without what they read. */
  readonly only?: boolean
  /** Runs the selected assets even if they are fresh. An asset that reads its last version goes on from there. */
  readonly force?: boolean
  /** Runs the selected assets with `previous: true` as if they had no last version. */
  readonly fromScratch?: boolean
}

export interface MaterializeOptions extends PlanOptions {
  /** Steps at once. Default: what the project says, else as many as there are processors. */
  readonly concurrency?: number
  /** Starts nothing else after a failure. */
  readonly failFast?: boolean
  /** Confirms that vector indexes lose more rows than their `maxRemoved` allows. */
  readonly allowRemoved?: boolean
  /** Asks effects whether their targets still match their receipts. */
  readonly verify?: boolean
  /** How long to wait for another process that makes the same. `false`: not at all. Default: for ever. */
  readonly wait?: Duration | false
  /** Stops the run in good order: what is finished is kept, and what is not is `cancelled`. */
  readonly signal?: AbortSignal
  /**
   * Takes the events of the run, one after the other. What it throws stops the run, and is thrown when that is over.
   */
  readonly onEvent?: (event: RunEvent) => void
}

/** A run that is over. A failure of an asset is an outcome and throws nothing. */
export interface Run extends Omit<RunDocument, keyof NotDone>, NotDone {
  /** Whether no step failed, was blocked or was cancelled. */
  readonly ok: boolean
  /**
   * @throws AssetError for the asset that failed, or AssetErrors for several; for a run that was stopped, AssetError
   * `ASSET_CANCELLED`.
   */
  throwIfFailed(): void
}

export interface CheckDocument extends JudgementDocument {
  /** Whether everything that was selected is up to date. */
  readonly ok: boolean
}

export interface QueryResult<Row> {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** The names of a project and the row of each: of `typeof import('./assets/index.ts')` the tables, else any name. */
export type TableRow<Assets, Name> = Name extends keyof Assets
  ? Assets[Name] extends Table<infer Row>
    ? Row
    : Record<string, unknown>
  : Record<string, unknown>

/**
 * An open project. Each call reads the files and the store anew. A mistake in the project throws an AssetError with the
 * code that the command prints, or AssetErrors for several.
 */
export interface OpenProject<Assets = Record<string, unknown>> extends AsyncDisposable {
  /** The folder of the configuration, absolute. */
  readonly root: string
  list(selection?: Selection, options?: SelectOptions): Promise<ListDocument['assets']>
  /** Makes the selected assets and what they read, except what is fresh. */
  materialize(selection?: Selection, options?: MaterializeOptions): Promise<Run>
  /** What `materialize` would do, and why. `changed`: what this branch, merged into that git ref, would make again. */
  plan(selection?: Selection, options?: PlanOptions & { readonly changed?: string }): Promise<PlanDocument>
  status(selection?: Selection, options?: SelectOptions & PartitionsOption): Promise<StatusDocument>
  /** As `status`; from the lock where there is no store. */
  check(
    selection?: Selection,
    options?: SelectOptions & PartitionsOption & { readonly changed?: string },
  ): Promise<CheckDocument>
  explain(name: string, options?: PartitionsOption & { readonly vs?: string }): Promise<ExplainDocument>
  lineage(
    selection?: Selection,
    options?: SelectOptions & PartitionsOption & { readonly up?: number; readonly down?: number },
  ): Promise<Lineage>
  /** What was made and tried, the newest first. `limit` default: 20. */
  history(name?: string, options?: PartitionsOption & { readonly limit?: number }): Promise<HistoryDocument['records']>
  /**
   * A stored table, the current version or the one whose id begins with `version`. It can be read until the project is
   * closed and keeps files open until then, so a program that runs for days should open the project anew now and then.
   *
   * @throws AssetError `STORE_EMPTY` where it was never made.
   */
  table<const Name extends (keyof Assets & string) | (string & {})>(
    name: Name,
    options?: { readonly version?: string; readonly partition?: string; readonly failing?: never },
  ): Promise<Table<TableRow<Assets, Name>>>
  /**
   * The rows that fail a check of the table, as `assets show <name> --failing <check>` has them: those of the version
   * that the check holds back, where it does. `undefined` where no row fails.
   *
   * @throws AssetError `CLI_USAGE` where it is no check of the table, or tells no rows; `STORE_EMPTY` where it has not
   * judged what is there.
   */
  table<Row = Record<string, unknown>>(
    name: (keyof Assets & string) | (string & {}),
    options: { readonly failing: string; readonly partition?: string },
  ): Promise<Table<Row> | undefined>
  /**
   * All rows of a statement that only reads; assets are tables by their names. Integers are numbers, and one beyond
   * 2^53 is an error. What has no exact form in JavaScript (decimals, wide integers, dates, intervals) is text,
   * instants are ISO 8601 in UTC.
   *
   * @param options `allowFiles`: it may read any file of the machine. Default: assets alone.
   * @throws AssetError `QUERY_SQL`
   */
  query<Row = Record<string, unknown>>(
    sql: string,
    options?: { readonly allowFiles?: boolean } & PartitionsOption,
  ): Promise<QueryResult<Row>>
  /** What is nearest to the question in an index; `k` default: 10. */
  search(
    index: string,
    question: string,
    options?: {
      readonly k?: number
      readonly filter?: Readonly<Record<string, unknown>>
      readonly signal?: AbortSignal
    },
  ): Promise<SearchReport>
}
