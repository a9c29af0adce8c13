import { type Status, statuses } from '../../causes.ts'
import type { Basis } from '../../project/check-basis.ts'
import type { AssetView } from '../open/view.ts'

/** The document of `status`, and a part of that of `check`. */
export function statusDocument(assets: readonly AssetView[], basis: Basis = 'store'): object {
  return { basis, assets: assets.map(assetDocument), counts: countStatuses(assets) }
}

/** One asset, as `status`, `check` and `explain` tell of it. */
export function assetDocument({ node, status, causes, record, lockedVersion, failure }: AssetView): object {
  return {
    name: node.name,
    status,
    causes,
    ...(record === undefined ? {} : recordFields(record)),
    ...(lockedVersion === undefined ? {} : { version: lockedVersion }),
    ...(failure === undefined ? {} : { error: failure }),
  }
}

function recordFields({ rows, sizeBytes, version, startedAt, durationMs }: NonNullable<AssetView['record']>): object {
  return { rows, sizeBytes, version, materializedAt: new Date(startedAt + durationMs).toISOString() }
}

export function countStatuses(assets: readonly AssetView[]): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>
  for (const { status } of assets) counts[status] += 1
  return counts
}
