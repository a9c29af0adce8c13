import type { Emit } from '../../events.ts'
import type { Unit } from '../../unit.ts'
import type { LineOptions } from './lines.ts'

/** Tells a person how a run goes on. It is closed when the run is over, whatever happened. */
export interface Reporter {
  readonly emit: Emit
  close(): void
}

export interface ReporterOptions {
  readonly screen: { readonly columns?: number; write(text: string): unknown }
  /** Ms; the wall clock but for tests. */
  readonly clock: () => number
  readonly lines: LineOptions
  /** A line as it may be written to the screen; it has words of the user's in it. */
  readonly shown: (line: string) => string
  readonly estimates: ReadonlyMap<Unit, number>
  readonly concurrency: number
}
