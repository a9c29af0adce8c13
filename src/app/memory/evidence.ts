import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { NodeFacts } from '../../discover/facts.ts'
import { type FileMark, markFiles, markFolders } from '../../discover/files/file-marks.ts'
import { sourceTree } from '../../discover/files/source-tree.ts'
import type { SourceEvidence } from '../../discover/kinds/source-kind.ts'
import { sourceOf } from '../../discover/kinds/source-kinds.ts'
import { askAsLoaded } from '../../discover/load/ask-as-loaded.ts'
import type { Assessed, Assessment } from '../../plan/assess.ts'
import { variableHash } from '../../project/environment.ts'
import { unseenBy } from '../../project/unseen.ts'
import { assessNow, type Workspace } from '../../project/workspace.ts'
import { wasFoundEmpty } from '../../run/emptiness.ts'
import { lockFile } from '../../store/lock/read-lock.ts'
import { explainedLines } from '../explain/explained-lines.ts'
import type { ProjectRequest } from '../open/request.ts'
import type { CatalogEvidence } from './catalog.ts'
import type { Evidence } from './memory.ts'
import { remember } from './remembered.ts'
import { rememberedAsset, rememberedFacts } from './remembered-asset.ts'
import { rememberExplained } from './remembered-explanation.ts'
import { removedEffects } from './removed-effects.ts'
import { whyForgotten } from './why-forgotten.ts'

export interface Remembering {
  readonly note?: ProjectRequest['note']
  /** A run has seen to the lock, and nothing was changed since. */
  readonly locked: boolean
}

/** Remembers the state of a project, where it can be told from files, variables and the catalog alone. */
export async function rememberNow(workspace: Workspace, { note, locked }: Remembering): Promise<void> {
  const { project, storeFolder, hasStore } = workspace
  const place = { folder: storeFolder, environment: project.environmentName }
  if (!hasStore || project.warnings.length > 0) return
  // What stands in the place of the lock is told by every run.
  if (statSync(lockFile(storeFolder), { throwIfNoEntry: false })?.isFile() === false) return
  const forgotten = whyForgotten(workspace)
  if (forgotten !== undefined) return note?.(`${forgotten.found}\n  ${forgotten.fix}`)
  const before = await workspace.store.catalog.change()
  const world = await workspace.openWorld()
  const assessment = await assessNow(world)
  // That the rows of a source are back is for a run to note.
  const back = ({ facts, status }: Assessed) => status === 'fresh' && wasFoundEmpty(world, facts.unit)
  if ([...assessment.values()].some(back)) return
  const savedAt = Date.now()
  const catalog = await workspace.store.catalog.state()
  // Another process has changed it between: what was found out is of neither state.
  if (catalog.change !== before) return
  const evidence = evidenceFor(workspace, assessment, catalog)
  if (evidence === undefined) return
  const { change } = catalog
  const { concurrency } = project.options
  const explained = rememberExplained(place, await explainedLines(workspace, world, assessment))
  const nodes = project.nodes.map(({ definition, ...node }) => node)
  const unseen = unseenBy(workspace)
  const assets = [...assessment.values()].map((assessed) => ({
    ...rememberedAsset(assessed),
    ...rememberedFacts(assessed.facts),
    ...(unseen.has(assessed.facts.node.name) ? { unseen: true as const } : {}),
  }))
  const removed = removedEffects(world.current.values(), workspace.graph)
  const known = {
    ...(removed.length === 0 ? {} : { removed }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(locked ? { locked } : {}),
  }
  const answer = { nodes, assets, change, explained, ...known }
  remember(place, { savedAt, evidence, answer })
}

function evidenceFor(
  workspace: Workspace,
  assessment: Assessment,
  { change, digest }: CatalogEvidence,
): Evidence | undefined {
  const { project, sliceFiles } = workspace
  const all = [...assessment.values()]
  // What is running now, could not be looked at, or is known to the open project alone may be otherwise the next time.
  const isOpen = ({ facts, status }: Assessed) =>
    status === 'running' || status === 'error' || sourceEvidence(workspace, facts) === 'unknowable'
  if (all.some(isOpen)) return undefined
  const tree = sourceTree(dirname(project.entry))
  const files = markFiles([
    ...project.modules.map(({ path }) => path),
    ...sliceFiles,
    ...tree.files,
    // One that was changed since has to be written again, which only the full path does.
    lockFile(workspace.storeFolder),
  ])
  if (!sameAsRead(workspace, files)) return undefined
  askAsLoaded(project, workspace.lookups)
  const marked = new Set(files.map(([path]) => path))
  return {
    node: process.version,
    configFile: project.configFile,
    entry: project.entry,
    files,
    modules: project.modules.length,
    answers: workspace.lookups.answers((path) => marked.has(path)),
    folders: markFolders(tree.folders),
    variables: variablesOf(workspace, all),
    sources: fileSources(workspace, all),
    catalog: { change, digest },
    blobs: all.flatMap(({ current }) => current?.record.parts ?? []),
  }
}

function sourceEvidence({ definition }: Workspace, { node, observation }: NodeFacts): SourceEvidence {
  const source = sourceOf(definition(node.name))
  return source === undefined || observation === undefined ? 'covered' : source.of.evidence(source.origin, observation)
}

/** A file that was edited since it was loaded or read: what is known of it is not what is there. */
function sameAsRead({ project, lookups }: Workspace, files: readonly FileMark[]): boolean {
  const loaded = new Map(project.modules.map(({ path, sha256 }) => [path, sha256]))
  return files.every(([path, , , , , sha256]) => {
    const before = [loaded.get(path), lookups.mark(path)?.[5]]
    return before.every((one) => one === undefined || one === sha256)
  })
}

function variablesOf({ project }: Workspace, all: readonly Assessed[]): Readonly<Record<string, string>> {
  const loaded = Object.keys(project.environment).map(
    (name) => [name, variableHash(name, project.environment)] as const,
  )
  const asked = [...project.foreign.values()].flatMap(({ facts }) => facts?.asked ?? [])
  const read = all.flatMap(({ current }) => Object.keys(current?.record.ingredients.environment ?? {}))
  return Object.fromEntries([...loaded, ...[...read, ...asked].map((name) => [name, variableHash(name)] as const)])
}

function fileSources(workspace: Workspace, all: readonly Assessed[]): Evidence['sources'] {
  return all.flatMap(({ facts }) => {
    const { node, observation } = facts
    const files = sourceEvidence(workspace, facts)
    if (typeof files === 'string' || observation?.type !== 'known') return []
    return [{ asset: node.name, ...files, version: observation.version }]
  })
}
