import type { Cause, Status } from '../../causes.ts'
import type { Node } from '../../graph/node.ts'
import type { Assessed } from '../../plan/assess.ts'
import { hasWarning } from '../../plan/check-verdict.ts'
import type { KnownFailure } from '../../plan/verdict.ts'
import type { AssetRecord } from '../../store/record.ts'

/** What is told of an asset in one line: from an assessment just made, or from a remembered one that still holds. */
export interface AssetView {
  readonly node: Node
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly record?: Pick<AssetRecord, 'rows' | 'sizeBytes' | 'version' | 'startedAt' | 'durationMs'>
  /** V, where the lock tells it and there is no record. */
  readonly lockedVersion?: string
  /** It was computed row by row: what a run of it costs goes by the rows. */
  readonly mapped?: true
  /** A check that only warns, and did. */
  readonly warned?: true
  /** Of the last attempt, where it failed and nothing has been made since. */
  readonly failure?: Pick<KnownFailure, 'code' | 'message' | 'check'>
}

interface Viewed extends Omit<Assessed, 'facts'> {
  readonly facts: Pick<Assessed['facts'], 'node'>
}

export function viewOf({ facts, status, causes, current, failure }: Viewed): AssetView {
  return {
    node: facts.node,
    status,
    causes,
    ...(current === undefined ? {} : { record: current.record }),
    ...(current?.record.rowMap === undefined ? {} : { mapped: true as const }),
    ...(hasWarning(current?.record.check) ? { warned: true as const } : {}),
    ...(failure === undefined ? {} : { failure }),
  }
}

/** A lock knows which version is current, and not how large it is or when it was made. */
export function lockedViewOf(assessed: Viewed): AssetView {
  const { record, ...view } = viewOf(assessed)
  return record === undefined ? view : { ...view, lockedVersion: record.version }
}
