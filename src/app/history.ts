import type { HistoryEntry } from '../store/interface.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { openSession } from './open/session.ts'

export interface HistoryRequest {
  /** Of all assets where it is undefined. */
  readonly asset?: string
  /** Entries at most, the newest first. */
  readonly limit: number
}

/** What was made and tried, the newest first. */
export async function historyOf(
  project: ProjectRequest,
  { asset, limit }: HistoryRequest,
): Promise<readonly HistoryEntry[]> {
  await using session = await openSession(project, 'read')
  const query =
    asset === undefined ? { limit } : { assets: await session.namesOf(assetNamed(session, asset).name), limit }
  return (await session.catalog?.history(query)) ?? []
}
