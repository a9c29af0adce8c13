import type { Column } from '../../define/table.ts'
import type { LogLevel } from '../../events.ts'
import type { Field } from '../../table/codec/types/data-type.ts'
import type { ParquetFiles } from '../../table/engine/parquet.ts'
import type { Statement } from '../../table/sql/statement.ts'
import type { ReadHow, RowPlan } from '../../table/work/row-plan.ts'
import type { HiddenKind } from '../../util/process/hidden-values.ts'
import type { EffectWork } from '../call/effect-key.ts'

/** The messages between a run and the thread or process in which it calls a function. All are plain data. */

/** The project as the run has loaded it. */
export interface ProjectMessage {
  readonly configFile: string
  readonly environment: string
  /** Absolute. */
  readonly store: string
  /** Path -> the text that the run has evaluated; an edit since then is not for this run. */
  readonly texts: ReadonlyMap<string, string>
  /** Whether printed output is sent to the run, instead of to a stream. */
  readonly capture: boolean
}

export interface CallMessage {
  /** The name of the node. */
  readonly name: string
  readonly unit: string
  readonly tables: readonly (TableMessage | VerdictMessage)[]
  /** For an asset that reads its past; `null` the first time. */
  readonly previous?: TableMessage | null
  readonly run: { readonly id: string; readonly startedAt: number }
  readonly partition: unknown
  readonly resources: readonly string[] | 'all'
  /** The variables that its code is known to read. */
  readonly environment: readonly string[]
  readonly effect?: EffectMessage
  /** The path of a file for rows that cannot be sent in a message. */
  readonly file: string
  /** Whether a list of rows is sent in pieces. */
  readonly inPieces: boolean
}
export interface EffectMessage {
  readonly work: Omit<EffectWork, 'text'>
  readonly verify: boolean
  readonly allowRemoved: boolean
}

/** A table among a function's arguments: where its files are. */
export interface TableMessage {
  /** The place in the list of inputs. */
  readonly input: number
  readonly name: string
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  readonly count: number
  readonly rejected: RejectedMessage
  readonly parts?: readonly PartMessage[]
}
/** A check among a function's arguments: where the files with its failing rows are. */
export interface VerdictMessage extends Pick<TableMessage, 'input' | 'name' | 'rejected'> {
  readonly isVerdict: true
}
export interface PartMessage extends Pick<TableMessage, 'file' | 'columns' | 'count' | 'rejected'> {
  readonly key: string
}
export type RejectedMessage =
  | { readonly kept: true; readonly file: ParquetFiles; readonly columns: readonly Column[]; readonly count: number }
  | { readonly kept: false }

/** Names the table that a query reads. */
export interface TableRef {
  readonly input: number
  readonly rejected: boolean
}

/** A query over a table, without the callbacks that record its reads. */
export type PlanMessage = Pick<
  RowPlan,
  'name' | 'file' | 'count' | 'fileColumns' | 'fields' | 'layers' | 'columns' | 'reads' | 'fixed'
> & { readonly ref: TableRef; readonly steps: readonly unknown[] }

export interface ReadMessage {
  readonly statement: Statement
  readonly fields: readonly Field[] | undefined
  /** Columns behind those of the rows. */
  readonly beside: readonly Field[] | undefined
}
export interface ChunkMessage {
  readonly rows: object[]
  /** Whether they hold a value that a structured clone does not carry. */
  readonly isNoted: boolean
  readonly beside: readonly unknown[][]
}

/** The notices of a worker while a function runs, beside those of a function in any language. */
export interface WorkerNotices {
  readonly line: { readonly level: LogLevel; readonly message: string }
  readonly read: {
    readonly ref: TableRef
    readonly columns: readonly string[] | null
    readonly how: ReadHow | undefined
  }
  readonly condition: { readonly ref: TableRef; readonly condition: unknown }
  readonly text: string
  readonly late: { readonly path: string; readonly text: string }
  /** A value that no error and no line may show, the run's included. */
  readonly hide: { readonly kind: HiddenKind; readonly value: string }
  /** How far it has come with the rows of its inputs; sent before a failure. */
  readonly readings: readonly ReadingMessage[]
}
export interface ReadingMessage {
  readonly input: number
  readonly rows: number
  readonly state: 'open' | 'left' | 'over'
  readonly interleaved: boolean
}
