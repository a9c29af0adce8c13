import type { Assessment } from '../../plan/assess.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { assessNow, type Workspace } from '../../project/workspace.ts'
import type { AssetView } from '../open/view.ts'
import { type CatalogEvidence, type CatalogFiles, catalogByFiles } from './catalog.ts'
import { type ClockEvidence, clockOf } from './clock.ts'
import type { Evidence } from './memory.ts'
import { partitionSources } from './partition-sources.ts'
import { hasVeryMany } from './why-forgotten.ts'

/** What is true of a project at one moment, and what may make it another. */
export interface Moment {
  readonly world: LiveWorld
  readonly assessment: Assessment
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
type Views = ReadonlyMap<string, AssetView>

/** What is asked of a workspace. */
type ReadProject = Pick<Workspace, 'project' | 'units' | 'storeFolder' | 'store' | 'openedAt' | 'openWorld'>

/** Tells what a command that only reads has found out. */
export type FindOut = () => Promise<CommandAnswer>

interface CommandAnswer {
  readonly world: LiveWorld
  readonly assessment: Assessment
  readonly views: Views | undefined
  /** As they were before the world was read. */
  readonly files: CatalogFiles
}

/**
 * A moment of which it is sure that nothing moved in it; `undefined` where something did. The world is read anew, but
 * for one of very many partitions, which takes as long as the command did: of those it is what the command itself has
 * found out.
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
  // What came, went or changed meanwhile was seen by nobody knows whom.
  if (JSON.stringify(await partitionSources(workspace)) !== JSON.stringify(sources)) return undefined
  const savedAt = Date.now()
  const { change, digest } = await workspace.store.catalog.state()
  // Another process has changed it between: what was found out is of neither state.
  if (change !== before) return undefined
  const rest = { hasVeryMany: false, views: undefined }
  return { world, assessment, clock, sources, savedAt, catalog: { change, digest }, ...rest }
}

/** A run has none: what it made is found out by the command behind it. */
async function momentOfCommand(workspace: ReadProject, findOut: FindOut | undefined): Promise<Moment | undefined> {
  if (findOut === undefined) return undefined
  const { files, ...answer } = await findOut()
  const clock = await clockOf(workspace, answer.world)
  if (clock === 'never') return undefined
  const savedAt = Date.now()
  const { project, storeFolder, store } = workspace
  const place = { folder: storeFolder, environment: project.environmentName }
  const catalog = catalogByFiles(place, { change: await store.catalog.change(), files })
  return catalog && { ...answer, clock, sources: [], savedAt, catalog, hasVeryMany: true }
}
