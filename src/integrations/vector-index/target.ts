import type { Filter } from './filter.ts'
import type { HashedRow, RowContent } from './index-row.ts'
import type { Scalar, Shape } from './shape.ts'

/** What a target holds, as it was written: after the rows or, where the target has transactions, together with them. */
export interface Receipt {
  /** Over the ids and the hashes of all rows, in whatever order; 64 hex digits. */
  readonly version: string
  readonly rows: number
  /** Names the origin of the rows, in the writer's words: with the same key there is nothing to do. */
  readonly key: string | null
  /** ISO 8601. */
  readonly appliedAt: string
}

/** A row by its name and by the hash that was written with it. */
export interface Known {
  readonly id: string
  readonly hash: string
}

/**
 * A place that keeps and finds vectors. A target only reads, writes and searches; everything that does not depend on
 * the target is done elsewhere. A new target is a new folder, and the contract test is run on it.
 */
export interface VectorTarget extends AsyncDisposable {
  /** For messages: `SQLite (speeches.sqlite)`. */
  readonly label: string
  /** Where it is, whoever names it: two targets of one place are one. */
  readonly place?: string | undefined
  /** The absolute path, of one that is a file or a folder. A relative one is relative to the project. */
  readonly file?: string | undefined
  readonly shape: Shape
  /** `undefined` where nothing was ever written, or for another shape. */
  receipt(): Promise<Receipt | undefined>
  /**
   * Calls `work`, and keeps what it wrote together with the receipt that it returns. When `work` throws, a target with
   * transactions is as it was before; one without keeps what was written, and has its old receipt. Two writers wait for
   * one another: of a target without transactions only those of one process.
   */
  write(work: (writer: Writer) => Promise<Receipt>): Promise<void>
  /**
   * Calls `work` with one state of the target, where it can hold on to one. `undefined` where nothing was ever written.
   */
  read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result | undefined>
}

export interface Contents {
  /** The ids and hashes that were written, without looking at anything else. */
  known(): AsyncIterable<readonly Known[]>
  /** Everything that is stored, in no order. A row that lacks a part is returned without it. */
  contents(): AsyncIterable<readonly HashedRow[]>
  /** What is wrong with the target beside its rows, where it can tell: a search may miss rows that are all there. */
  damage?(): Promise<string | undefined>
  /** What is wrong with data that belongs to none of its rows. */
  strangers?(): Promise<string | undefined>
}

export interface Writer extends Contents {
  /** Adds rows, or puts them in the place of those with the same id. No id is twice in one call. */
  upsert(rows: readonly HashedRow[]): Promise<void>
  /** Ids that are not there are ignored. */
  remove(ids: readonly string[]): Promise<void>
  /** Removes what belongs to no row, and makes empty again what is damaged. */
  tidy(): Promise<void>
}

export interface Reader extends Contents {
  /** The nearest first. */
  nearest(vector: Float32Array, within: Within): Promise<readonly Near[]>
  /** Rows that have at least one of the words, the best first. */
  matching(words: readonly string[], within: Within): Promise<readonly string[]>
  /** In no order; of an id that is not there, nothing. */
  shown(ids: readonly string[]): Promise<readonly Shown[]>
}
export interface Within {
  readonly limit: number
  readonly filter: Filter
}
export interface Near {
  readonly id: string
  /** 0 to 2 for cosine (1 - cos), a length for euclidean. */
  readonly distance: number
}
export type Shown = Pick<RowContent, 'id' | 'text'> & { readonly metadata: Readonly<Record<string, Scalar>> }
