import type { Column } from '../../define/table.ts'
import type { Field } from '../codec/types/data-type.ts'
import type { ParquetFiles } from '../engine/parquet.ts'
import type { InputRows } from './input-rows.ts'
import type { KeptRows } from './kept-rows.ts'

/**
 * Columns that are staged with the rows and are not stored: the place of the input row, and the how-manieth of its rows
 * it is.
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
  /** Rows of several outputs, put together for this one: what is in it is no output by itself. */
  readonly gathered?: boolean
  /** The map of the output that counts as the one before, where rows are taken from others. */
  readonly before?: string
}

/** What an output is put together of. */
export interface Parts {
  readonly input: InputRows
  readonly lost: ReadonlySet<number>
  /** Rows of an earlier output, and which. */
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
