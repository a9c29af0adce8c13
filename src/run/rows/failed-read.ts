import type { RowReading } from '../../table/work/row-plan.ts'

/** A final failure, and how far the function had come with the tables that it goes through row by row. */
export interface FailedRead {
  readonly error: unknown
  readonly reads: readonly RowRead[]
}
export interface RowRead {
  readonly asset: string
  /** The last row that was read, counted from 1. */
  readonly row: number
}

interface ReadInput {
  readonly name: string
  readonly reading: RowReading | undefined
  readonly interleaved: boolean
}

/** The rows read of each table that has exactly one iteration, which did not reach its end. */
export function rowsRead(inputs: readonly ReadInput[]): readonly RowRead[] {
  return inputs.flatMap(({ name, reading, interleaved }) =>
    interleaved || reading === undefined || reading.state === 'over' || reading.rows === 0
      ? []
      : [{ asset: name, row: reading.rows }],
  )
}

/** `after reading row 5 of documents`. */
export function readText({ reads }: FailedRead): string {
  return `after reading ${reads.map(({ asset, row }) => `row ${row} of ${asset}`).join(' and ')}`
}

/** The facts of a failed read for programs. */
export function readFacts({ reads }: FailedRead): Readonly<Record<string, unknown>> {
  return { read: Object.fromEntries(reads.map(({ asset, row }) => [asset, row])) }
}
