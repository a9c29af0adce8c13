import type { Status } from '../../causes.ts'
import type { AssetView } from './view.ts'

const fine: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

/**
 * Whether `check` passes it. A source that only a run asks and a volatile asset do not fail a build; a late asset does.
 */
export function isFine({ status, late }: Pick<AssetView, 'status' | 'late'>): boolean {
  return fine.has(status) && late === undefined
}
