import type { Assessed } from '../../plan/assess.ts'
import { hasWarning } from '../../plan/checks/check-verdict.ts'
import type { KnownFailure } from '../../plan/checks/verdict.ts'
import type { AssetRecord } from '../../store/record.ts'

/**
 * The state of an asset, from an assessment of now or from a remembered one that still holds. Views, memory and
 * documents extend it.
 */
export interface AssetState extends Pick<Assessed, 'status' | 'causes'> {
  readonly record?: RecordSummary
  /** It was computed row by row: what a run of it costs goes by the rows. */
  readonly mapped?: true
  /** A check that only warns, and did: a run tells of it again. */
  readonly warned?: true
  /** Of the last attempt, where it failed and nothing has been made since. */
  readonly failure?: Pick<KnownFailure, 'code' | 'message' | 'check' | 'done'>
}

/** What is told of a record where it is told in one line. */
export type RecordSummary = Pick<AssetRecord, 'rows' | 'sizeBytes' | 'version' | 'startedAt' | 'durationMs'>

export function stateOf({ status, causes, current, failure }: Omit<Assessed, 'facts'>): AssetState {
  const state = { status, causes, ...(failure === undefined ? {} : { failure }) }
  if (current === undefined) return state
  const { rows, sizeBytes, version, startedAt, durationMs, rowMap, check } = current.record
  return {
    ...state,
    record: { rows, sizeBytes, version, startedAt, durationMs },
    ...(rowMap === undefined ? {} : { mapped: true as const }),
    ...(hasWarning(check) ? { warned: true as const } : {}),
  }
}
