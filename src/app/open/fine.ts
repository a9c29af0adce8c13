import type { Status } from '../../causes.ts'
import type { AssetView } from './view.ts'

const fine: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

/**
 * Whether `check` is content with it. A source nobody asked and a volatile asset are no reason to fail a build. What is
 * late is.
 */
export function isFine({ status, late }: Pick<AssetView, 'status' | 'late'>): boolean {
  return fine.has(status) && late === undefined
}
