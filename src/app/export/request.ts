import type { ExportFormat } from '../rows/export-formats.ts'
import type { TableRequest } from '../show.ts'

export interface ExportRequest extends TableRequest {
  /**
   * From the folder that the client works in; `-` is a stream, and with a `/` at its end it is a folder with a file of
   * each partition. Where it is undefined, the asset's name is the file's.
   */
  readonly file?: string
  /** Where it is undefined, the end of the file's name says it. */
  readonly format?: string
  /** A file that is there is written over. */
  readonly force?: boolean
}
export interface ExportReport {
  readonly asset: string
  readonly version: string
  readonly rows: number
  readonly format: ExportFormat
  /** Absolute; `null` for a stream. */
  readonly path: string | null
  /** How many files are in it, where it is a folder. */
  readonly files?: number
  readonly sizeBytes: number
}
