import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { typeFiles } from '../../discover/declared/row-type-at.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import { type FileMark, markFiles, markFolders } from '../../discover/files/file-marks.ts'
import { sourceTree } from '../../discover/files/source-tree.ts'
import type { SourceEvidence } from '../../discover/kinds/source-kind.ts'
import { sourceOf } from '../../discover/kinds/source-kinds.ts'
import { askAsLoaded } from '../../discover/load/ask-as-loaded.ts'
import type { Assessed, Assessment } from '../../plan/assess.ts'
import { gatesOf, inGateOrder } from '../../plan/checks/gates.ts'
import { fileAt, plainPlaces } from '../../plan/plain/plain-columns.ts'
import { variableHash } from '../../project/environment.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { unseenBy } from '../../project/unseen.ts'
import type { Workspace } from '../../project/workspace.ts'
import { wasFoundEmpty } from '../../run/emptiness.ts'
import { lockFile } from '../../store/lock/read-lock.ts'
import type { StoredObject } from '../../store/objects/interface.ts'
import type { StorePlace } from '../../store/place.ts'
import { nodeInUse } from '../../util/node-in-use.ts'
import { explainedLines } from '../explain/explained-lines.ts'
import { stateOf } from '../open/asset-state.ts'
import { withLateness } from '../open/lateness.ts'
import type { ProjectRequest } from '../open/request.ts'
import { viewsOf } from '../open/roll-up.ts'
import { viewOf } from '../open/view.ts'
import type { Evidence, RememberedAnswer } from './memory.ts'
import { type FindOut, type Moment, momentOf } from './moment.ts'
import { remember } from './remembered.ts'
import { rememberedFacts } from './remembered-asset.ts'
import { rememberExplained } from './remembered-explanation.ts'
import { rememberObjects } from './remembered-objects.ts'
import { type RememberedUnit, rememberUnits } from './remembered-units.ts'
import { removedEffects } from './removed-effects.ts'
import { whyForgotten } from './why-forgotten.ts'

export interface Remembering {
  readonly note?: ProjectRequest['note']
  /** A run has seen to the lock, and nothing was changed since. */
  readonly locked: boolean
  /** `undefined` after a run. */
  readonly findOut: FindOut | undefined
}

/** Remembers the state of a project, where it can be told from files, variables and the catalog alone. */
export async function rememberNow(workspace: Workspace, { note, locked, findOut }: Remembering): Promise<void> {
  const { project, storeFolder, hasStore } = workspace
  const place = { folder: storeFolder, environment: project.environmentName }
  if (!hasStore || project.warnings.length > 0) return
  // Every run tells an error about what stands in the place of the lock.
  if (statSync(lockFile(storeFolder), { throwIfNoEntry: false })?.isFile() === false) return
  const forgotten = whyForgotten(workspace)
  if (forgotten !== undefined) return note?.(`${forgotten.found}\n  ${forgotten.fix}`)
  const moment = await momentOf(workspace, findOut)
  if (moment === undefined) return
  const { world, assessment, clock, savedAt } = moment
  // A run has to note that the rows of a source are back.
  const back = ({ facts, status }: Assessed) => status === 'fresh' && wasFoundEmpty(world, facts.unit)
  if (assessment.values().some(back)) return
  const newEvidence = evidenceFor(workspace, place, moment)
  if (newEvidence === undefined) return
  const sources = [...newEvidence.sources, ...moment.sources]
  const evidence = { ...newEvidence, sources, ...(clock === undefined ? {} : { clock }) }
  const { change } = moment.catalog
  const { concurrency } = project.options
  const isPartitioned = project.nodes.some(({ partitioned }) => partitioned)
  // An explanation is about one partition, and which one is known only when it is asked for.
  const lines = isPartitioned ? [] : await explainedLines(workspace, world, assessment)
  const explained = rememberExplained(place, lines)
  const nodes = project.nodes.map(({ definition, ...node }) => node)
  const assets = await rememberedAssets(workspace, moment)
  const removed = removedEffects(world.current, workspace.graph)
  const conditions = {
    ...(removed.length === 0 ? {} : { removed }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(locked ? { locked } : {}),
    ...(isPartitioned && !moment.hasVeryMany ? { units: rememberUnits(place, unitsOf(world, assessment)) } : {}),
  }
  const answer = { nodes, assets, change, explained, ...conditions }
  remember(place, { savedAt, evidence, answer })
}

async function rememberedAssets(
  workspace: Workspace,
  { assessment, plain, views = viewsOf(workspace, { assessment, plain }, viewOf) }: Pick<Moment, JudgedPart | 'views'>,
): Promise<RememberedAnswer['assets']> {
  const { catalog } = workspace.store
  const dated = await withLateness({ workspace, catalog }, [...views.values()], workspace.openedAt)
  const unseen = unseenBy(workspace)
  const facts = new Map(workspace.facts.map((each) => [each.node.name, each]))
  const observed = new Map<string, NodeFacts>()
  for (const each of assessment.values()) observed.set(each.facts.node.name, each.facts)
  return dated.map(({ node: { name }, unmade: _, ...view }) => {
    const factsNow = observed.get(name) ?? (facts.get(name) as NodeFacts)
    return {
      ...{ name, definition: factsNow.definition, ...view },
      ...rememberedFacts(factsNow),
      ...(unseen.has(name) ? { unseen: true as const } : {}),
    }
  })
}

function unitsOf(world: LiveWorld, assessment: Assessment): readonly RememberedUnit[] {
  return inGateOrder(world.facts, gatesOf(world.facts)).flatMap(({ unit, node }) => {
    const assessed = assessment.get(unit)
    const record = node.keys || assessed === undefined ? undefined : stateOf(assessed).record
    return record === undefined ? [] : [[unit, record] as const]
  })
}

function evidenceFor(
  workspace: Pick<Workspace, 'project' | 'sliceFiles' | 'definition' | 'lookups' | 'storeFolder' | 'store'>,
  place: StorePlace,
  { assessment, plain, catalog }: Pick<Moment, JudgedPart | 'catalog'>,
): Evidence | undefined {
  const { project, sliceFiles } = workspace
  const all = [...assessment.values()]
  // A unit that is running, could not be observed, or depends on the open project may differ at the next command.
  const isOpen = ({ facts, status }: Assessed) =>
    status === 'running' || status === 'error' || sourceEvidence(workspace, facts) === 'unknowable'
  if (all.some(isOpen)) return undefined
  const tree = sourceTree(dirname(project.entry))
  // Where rows have their types from a module, its types count as well.
  const types = typeFiles(project)
  const modules = project.modules.filter(({ path }) => !types.has(path))
  const files = markFiles([
    ...modules.map(({ path }) => path),
    ...types,
    ...sliceFiles,
    ...tree.files,
    // One that was changed since has to be written again, which only the full path does.
    lockFile(workspace.storeFolder),
  ])
  if (!sameAsRead(workspace, files)) return undefined
  askAsLoaded(project, workspace.lookups)
  const marked = new Set(files.map(([path]) => path))
  const results = madeOf(all, plain)
  return {
    node: nodeInUse(dirname(project.configFile)),
    configFile: project.configFile,
    entry: project.entry,
    files,
    modules: modules.length,
    answers: workspace.lookups.answers((path) => marked.has(path)),
    folders: markFolders(tree.folders),
    variables: variablesOf(workspace, results),
    sources: fileSources(workspace, all),
    catalog,
    objects: rememberObjects(place, { of: results.objects, objects: workspace.store.objects }),
  }
}

type JudgedPart = 'assessment' | 'plain'

interface MadeOf {
  readonly objects: () => Iterable<StoredObject>
  /** The names of those that were read. */
  readonly variables: ReadonlySet<string>
}

/** In one pass, for a record of very many partitions is put together anew where it is asked for. */
function madeOf(all: readonly Assessed[], plain: Moment['plain']): MadeOf {
  const objects = new Map<string, StoredObject>()
  const variables = new Set<string>()
  for (const { current } of all) {
    if (current === undefined) continue
    const { parts, ingredients } = current.record
    for (const part of parts) objects.set(part.blob, part)
    for (const name of Object.keys(ingredients.environment)) variables.add(name)
  }
  for (const { records } of plain.values())
    for (const name of Object.keys(records.model.ingredients.environment)) variables.add(name)
  return { objects: () => objectsOf(objects, plain), variables }
}

/** Equal tables are one object. The tables of plain units mostly differ, and are not compared. */
function* objectsOf(some: ReadonlyMap<string, StoredObject>, plain: Moment['plain']): Iterable<StoredObject> {
  yield* some.values()
  for (const units of plain.values())
    if (units.records.files === 'one') for (const place of plainPlaces(units)) yield fileAt(units.records, place)
}

function sourceEvidence(
  { definition }: Pick<Workspace, 'definition'>,
  { node, observation }: NodeFacts,
): SourceEvidence {
  const source = sourceOf(definition(node.name))
  return source === undefined || observation === undefined ? 'covered' : source.of.evidence(source.origin, observation)
}

/** A file that was edited since it was loaded or read: what is known of it is not what is there. */
function sameAsRead({ project, lookups }: Pick<Workspace, 'project' | 'lookups'>, files: readonly FileMark[]): boolean {
  const loaded = new Map(project.modules.map(({ path, sha256 }) => [path, sha256]))
  return files.every(([path, , , , , sha256]) => {
    const before = [loaded.get(path), lookups.mark(path)?.[5]]
    return before.every((one) => one === undefined || one === sha256)
  })
}

function variablesOf(
  { project }: Pick<Workspace, 'project'>,
  { variables }: Pick<MadeOf, 'variables'>,
): Readonly<Record<string, string>> {
  const loaded = Object.keys(project.environment).map(
    (name) => [name, variableHash(name, project.environment)] as const,
  )
  const questions = [...project.foreign.values()].flatMap(({ facts }) => facts?.asked ?? [])
  return Object.fromEntries([
    ...loaded,
    ...[...variables, ...questions].map((name) => [name, variableHash(name)] as const),
  ])
}

function fileSources(workspace: Pick<Workspace, 'definition'>, all: readonly Assessed[]): Evidence['sources'] {
  return all.flatMap(({ facts }) => {
    const { node, observation } = facts
    // The files of all partitions are looked at together.
    if (node.partitioned) return []
    const files = sourceEvidence(workspace, facts)
    if (typeof files === 'string' || observation?.type !== 'known') return []
    return [{ asset: node.name, ...files, version: observation.version }]
  })
}
