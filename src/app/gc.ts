import { droppedKeys } from '../partitions/dropped-keys.ts'
import { type CollectedAsset, collectGarbage, type OtherFiles } from '../store/sweep/collect.ts'
import { type Unit, unitOf } from '../unit.ts'
import { namesWithGone } from './kept/names-with-gone.ts'
import type { ProjectRequest } from './open/request.ts'
import type { SelectionWords } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'

export interface GcRequest extends SelectionWords {
  /** The number of records of each asset that stay, the newest. */
  readonly keep: number
  /** What was made or was current within that time stays, in ms. */
  readonly olderThanMs: number
  /** Without it, the report only says what would be freed. */
  readonly yes: boolean
}
export interface GcReport extends Pick<GcRequest, 'keep' | 'olderThanMs'> {
  readonly dryRun: boolean
  readonly assets: readonly GcAsset[]
  /** Files that belong to no asset. */
  readonly others: readonly OtherFiles[]
  readonly keptBytes: number
  readonly freedBytes: number
}
export interface GcAsset extends CollectedAsset {
  /** False for an asset whose name is gone from the project. */
  readonly inProject: boolean
}

/** Frees what no asset needs any more, or reports what it would free. */
export async function gcOf(project: ProjectRequest, request: GcRequest): Promise<GcReport> {
  const { keep, olderThanMs, yes } = request
  await using session = await openSession(project, yes ? 'update' : 'read')
  const { catalog, workspace, graph } = session
  const summary = { keep, olderThanMs, dryRun: !yes }
  const names = await namesOf(session, request)
  if (catalog === undefined) return { ...summary, assets: [], others: [], keptBytes: 0, freedBytes: 0 }
  const now = Date.now()
  const dropped = await droppedUnits(session, now)
  const rules = {
    keep,
    dropped,
    before: now - olderThanMs,
    now,
    dry: !yes,
    ...(names === undefined ? {} : { assets: names }),
  }
  const { assets, others } = await collectGarbage({ folder: workspace.storeFolder, catalog }, rules)
  if (yes) await session.remember()
  const all = [...assets, ...others]
  return {
    ...summary,
    assets: assets.map((asset) => ({ ...asset, inProject: graph.ids.has(asset.asset) })),
    others,
    keptBytes: all.reduce((sum, { keptBytes }) => sum + keptBytes, 0),
    freedBytes: all.reduce((sum, { freedBytes }) => sum + freedBytes, 0),
  }
}

/** Partitions that are current in the catalog, and which the project keeps no longer. */
async function droppedUnits({ catalog, workspace }: Session, now: number): Promise<readonly Unit[]> {
  const current = (await catalog?.current()) ?? []
  const units: Unit[] = []
  for (const [asset, stored] of Map.groupBy(current, ({ record }) => record.asset)) {
    const set = workspace.units.set(asset)
    if (set === undefined) continue
    const keys = stored.map(({ record }) => record.partition)
    units.push(...(await droppedKeys(set, keys, now)).map((key) => unitOf(asset, key)))
  }
  return units
}

/** Without a selection it is everything, also what is gone from the project. */
async function namesOf(session: Session, words: SelectionWords): Promise<readonly string[] | undefined> {
  const { select = [], exclude = [] } = words
  if (words.words.length + select.length + exclude.length === 0) return undefined
  return namesWithGone(session, words, (name) => isRecorded(session, name))
}

async function isRecorded({ catalog }: Session, name: string): Promise<boolean> {
  return ((await catalog?.versionsOf(name)) ?? []).length > 0
}
