import { type Status, statuses } from '../../causes.ts'
import type { Basis } from '../../project/check-basis.ts'
import { type Unasked, type UnaskedField, unaskedField } from '../check/unasked.ts'
import type { RemovedEffect } from '../memory/memory.ts'
import type { AssetState, RecordSummary } from '../open/asset-state.ts'
import { type UnseenField, unseenField } from '../open/unseen.ts'
import type { AssetView } from '../open/view.ts'

export interface StatusDocument {
  /** Whether the store or the lock was judged. */
  readonly basis: Basis
  /** Upstream first. */
  readonly assets: readonly AssetDocument[]
  readonly counts: Readonly<Record<Status, number>>
  /** Effects that are gone from the project while their targets are still there. */
  readonly removed?: readonly Omit<RemovedEffect, 'run'>[]
}

/** One asset, as `status`, `check` and `explain` tell of it. */
export interface AssetDocument
  extends Pick<AssetState, 'status' | 'causes'>,
    Partial<Pick<RecordSummary, 'rows' | 'sizeBytes' | 'version'>> {
  readonly name: string
  /** ISO 8601, UTC. */
  readonly materializedAt?: string
  /** Its due time (`dueBy`), which it missed. ISO 8601, UTC. */
  readonly late?: string
  /** The error of the last attempt, where it failed and nothing has been made since. */
  readonly error?: NonNullable<AssetState['failure']>
  /** Where it has partitions. All other fields are then about all of them together; `status` is the worst. */
  readonly partitions?: NonNullable<AssetView['partitions']>
}

interface Judgement {
  readonly assets: readonly AssetView[]
  readonly basis?: Basis
  readonly removed?: readonly RemovedEffect[]
}

/** The document of `status`, and the first part of that of `check`. */
export function statusDocument({ assets, basis = 'store', removed = [] }: Judgement): StatusDocument {
  return {
    ...{ basis, assets: assets.map(assetDocument), counts: countStatuses(assets) },
    ...(removed.length === 0 ? {} : { removed: removed.map(({ run, ...effect }) => effect) }),
  }
}

export interface JudgementDocument extends StatusDocument, UnaskedField, UnseenField {}

interface CheckJudgement extends Omit<Judgement, 'removed'> {
  readonly unasked: readonly Unasked[]
  readonly unseen: readonly string[]
}

/** The document of `check`, at a moment: it says how long ago sources were asked. */
export function checkDocument({ unasked, unseen, ...judged }: CheckJudgement, now = Date.now()): JudgementDocument {
  return { ...statusDocument(judged), ...unaskedField(unasked, now), ...unseenField(unseen) }
}

export function assetDocument(view: AssetView): AssetDocument {
  const { node, status, causes, record, lockedVersion, failure, late, partitions } = view
  return {
    name: node.name,
    status,
    causes,
    ...(record === undefined ? {} : recordFields(record)),
    ...(lockedVersion === undefined ? {} : { version: lockedVersion }),
    ...(failure === undefined ? {} : { error: failure }),
    ...(late === undefined ? {} : { late: new Date(late).toISOString() }),
    ...(partitions === undefined ? {} : { partitions }),
  }
}

function recordFields({ rows, sizeBytes, version, startedAt, durationMs }: RecordSummary) {
  return { rows, sizeBytes, version, materializedAt: new Date(startedAt + durationMs).toISOString() }
}

export function countStatuses(assets: readonly AssetView[]): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>
  for (const { status } of assets) counts[status] += 1
  return counts
}
