import type { HistoryEntry } from '../store/interface.ts'
import { partitionOf } from '../unit.ts'
import { choosePartitions } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { openSession } from './open/session.ts'

export interface HistoryRequest {
  /** All assets where it is undefined. */
  readonly asset?: string
  /** Only of these, as `--partitions` has it. */
  readonly partitions?: string
  /** Entries at most, the newest first. */
  readonly limit: number
}

/** What was made and tried, the newest first. */
export async function historyOf(
  project: ProjectRequest,
  { asset, partitions, limit }: HistoryRequest,
): Promise<readonly HistoryEntry[]> {
  await using session = await openSession(project, 'read')
  const node = asset === undefined ? undefined : assetNamed(session, asset)
  const assets = node === undefined ? {} : { assets: await session.namesOf(node.name) }
  const history = async (limit: number) => (await session.catalog?.history({ ...assets, limit })) ?? []
  if (partitions === undefined) return await history(limit)
  const names = node === undefined ? session.graph.nodes.map(({ name }) => name) : [node.name]
  const chosen = await choosePartitions(session, { names, partitions })
  const keys = new Set([...chosen].map(partitionOf))
  const isChosen = ({ unit }: HistoryEntry) => chosen.has(unit) || (node !== undefined && keys.has(partitionOf(unit)))
  return (await history(Number.MAX_SAFE_INTEGER)).filter(isChosen).slice(0, limit)
}
