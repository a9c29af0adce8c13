import type { Status } from '../../causes.ts'
import type { Node } from '../../graph/node.ts'
import type { Assessed } from '../../plan/assess.ts'
import type { KeyRange } from '../../util/text/key-ranges.ts'
import { type AssetState, stateOf } from './asset-state.ts'

/** The line of an asset in `status`, `check` and the like. */
export interface AssetView extends AssetState {
  readonly node: Node
  /** V, where the lock tells it and there is no record. */
  readonly lockedVersion?: string
  /** The due time that it missed: ms since 1970. */
  readonly late?: number
  /** Where the asset has partitions. The other fields are then about all of them together. */
  readonly partitions?: PartitionsView
  /** Where the asset has partitions: those of which nothing was ever made. */
  readonly unmade?: readonly KeyRange[]
}

export interface PartitionsView {
  readonly total: number
  readonly counts: Readonly<Partial<Record<Status, number>>>
  /** All of them, in their order; neighbours with the same state are one range. */
  readonly ranges: readonly PartitionRange[]
}
export interface PartitionRange extends KeyRange {
  readonly status: Status
  readonly why?: string
}

interface Viewed extends Omit<Assessed, 'facts'> {
  readonly facts: Pick<Assessed['facts'], 'node'>
}

export function viewOf({ facts: { node }, ...assessed }: Viewed): AssetView {
  return { node, ...stateOf(assessed) }
}

/** A lock knows which version is current, and not how large it is or when it was made. */
export function lockedViewOf(assessed: Viewed): AssetView {
  const { record, ...view } = viewOf(assessed)
  return record === undefined ? view : { ...view, lockedVersion: record.version }
}
