import type { Assessment } from '../../plan/assess.ts'
import type { CompactWorld } from '../../project/compact-world.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { assessNow, type Workspace } from '../../project/workspace.ts'
import type { AssetView } from '../open/view.ts'
import { type CatalogEvidence, type CatalogFiles, catalogByFiles } from './catalog.ts'
import { type ClockEvidence, clockOf } from './clock.ts'
import type { Evidence } from './memory.ts'
import { partitionSources } from './partition-sources.ts'
import { hasVeryMany } from './why-forgotten.ts'

/** The state of a project at one moment, and what may change it. */
export interface Moment {
  readonly world: LiveWorld
  readonly assessment: Assessment
  /** By asset, the units that were not assessed because they are plain. */
  readonly plain: CompactWorld['plain']
  readonly catalog: CatalogEvidence
  /** `undefined` where the clock has no part in it. */
  readonly clock: ClockEvidence | undefined
  /** The files of sources with partitions. */
  readonly sources: Evidence['sources']
  readonly savedAt: number
  readonly hasVeryMany: boolean
  /** As the command has told them, where it has. */
  readonly views: Views | undefined
}
const none: CompactWorld['plain'] = new Map()
type Views = ReadonlyMap<string, AssetView>

/** What this file needs from a workspace. */
type ReadProject = Pick<Workspace, 'project' | 'units' | 'storeFolder' | 'store' | 'openedAt' | 'openWorld'>

/** The answer that a read-only command has found. */
export type FindOut = () => Promise<CommandAnswer>

interface CommandAnswer {
  readonly world: LiveWorld
  readonly assessment: Assessment
  readonly plain?: CompactWorld['plain'] | undefined
  readonly views: Views | undefined
  /** As they were before the world was read. */
  readonly files: CatalogFiles
}

/**
 * A moment in which certainly nothing changed; `undefined` where something did. The world is read again for it. With
 * very many partitions that would take as long as the command, so there the command's own answer is used.
 */
export async function momentOf(workspace: ReadProject, findOut: FindOut | undefined): Promise<Moment | undefined> {
  return hasVeryMany(workspace) ? momentOfCommand(workspace, findOut) : momentNow(workspace)
}

async function momentNow(workspace: ReadProject): Promise<Moment | undefined> {
  const before = await workspace.store.catalog.change()
  const sources = await partitionSources(workspace)
  if (sources === undefined) return undefined
  const world = await workspace.openWorld()
  const assessment = await assessNow(world)
  const clock = await clockOf(workspace, world)
  if (clock === 'never') return undefined
  // A file that changed meanwhile may have been read before or after.
  if (JSON.stringify(await partitionSources(workspace)) !== JSON.stringify(sources)) return undefined
  const savedAt = Date.now()
  const { change, digest } = await workspace.store.catalog.state()
  // Another process has changed the catalog, so the answer belongs to neither state.
  if (change !== before) return undefined
  const rest = { hasVeryMany: false, views: undefined, plain: none }
  return { world, assessment, clock, sources, savedAt, catalog: { change, digest }, ...rest }
}

/** A run has no answer to remember: the next command finds out what it made. */
async function momentOfCommand(workspace: ReadProject, findOut: FindOut | undefined): Promise<Moment | undefined> {
  if (findOut === undefined) return undefined
  const { files, plain = none, ...answer } = await findOut()
  const clock = await clockOf(workspace, answer.world)
  if (clock === 'never') return undefined
  const savedAt = Date.now()
  const { project, storeFolder, store } = workspace
  const place = { folder: storeFolder, environment: project.environmentName }
  const catalog = catalogByFiles(place, { change: await store.catalog.change(), files })
  return catalog && { ...answer, plain, clock, sources: [], savedAt, catalog, hasVeryMany: true }
}
