import type { Log } from './context.ts'
import type { Partition } from './partitions/partition.ts'
import type { Env } from './project/resource.ts'

/** Tells which data there is now, cheaply. The source's function runs only when this moved. */
export type Observe<P extends Partition = Partition> = (
  context: ObserveContext<P>,
) => ObservedVersion | Promise<ObservedVersion>
export type ObservedVersion = string | number | bigint | Date | Uint8Array
/** The context of a function that asks the world outside. */
export interface AskContext {
  readonly signal: AbortSignal
  readonly log: Log
  /** The time the run began. */
  readonly now: Date
  readonly env: Env
}
export interface ObserveContext<P extends Partition = Partition> extends AskContext {
  /** The partition of the source that is asked for. */
  readonly partition: P
}
