import type { Column } from '../../define/table.ts'
import type { Field } from '../codec/types/data-type.ts'
import type { ParquetFiles } from '../engine/parquet.ts'
import type { InputRows } from './input-rows.ts'
import type { KeptRows } from './kept-rows.ts'

/**
 * Columns that are staged with the rows and not stored: the place of the input row, and the index of the row among
 * those made from it.
 */
export const placeTag = 'assetstore: of'
export const partTag = 'assetstore: part'
export const tags: readonly string[] = [placeTag, partTag]

/** An earlier output of the same function, of which rows may be taken over. */
export interface PreviousRows {
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  readonly rows: number
  readonly sizeBytes: number
  readonly version: string
  /** The file of its map. */
  readonly map: string
  readonly mapScheme: string
  /** Whether it holds rows of several outputs, put together for this run, and so is no output itself. */
  readonly gathered?: boolean
  /** The map of the last output, where rows are reused from others. */
  readonly before?: string
}

/** The parts from which an output is put together. */
export interface Parts {
  readonly input: InputRows
  readonly lost: ReadonlySet<number>
  /** The reused rows of an earlier output. */
  readonly keptRows: KeptRows | undefined
  readonly previous: PreviousRows | undefined
  /** Rows that were computed, with their tags. */
  readonly staged: Staged | undefined
}
export interface Staged {
  readonly select: string
  /** With the tags. */
  readonly fields: readonly Field[]
  readonly rows: number
  readonly bytes: number
}
