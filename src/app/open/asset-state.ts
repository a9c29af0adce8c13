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
  /** The check only warns, and its last verdict was a warning. Every run shows the warning again. */
  readonly warned?: true
  /** The failure of the last attempt, where nothing has been made since. */
  readonly failure?: Pick<KnownFailure, 'code' | 'message' | 'check' | 'done'>
}

/** The part of a record that is shown where an asset has one line. */
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
