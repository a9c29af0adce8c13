import { rm } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join, resolve } from 'node:path'
import type { Definition } from '../define/definition.ts'
import type { CodeFingerprint } from '../discover/code/slice/fingerprint.ts'
import { collectFacts } from '../discover/collect-facts.ts'
import type { NodeFacts, Observation } from '../discover/facts.ts'
import type { Lookups } from '../discover/files/lookups.ts'
import { type LoadedProject, loadProject } from '../discover/load/load.ts'
import type { LoadEffect } from '../discover/load/load-effect.ts'
import { buildGraph } from '../graph/build.ts'
import { type Graph, namesOf } from '../graph/graph.ts'
import { type Assessment, assess } from '../plan/assess.ts'
import type { DefinedSet } from '../plan/lock/lock-world.ts'
import type { BlobState } from '../plan/world.ts'
import { hasCatalog } from '../store/catalog/catalog-file.ts'
import type { Stored } from '../store/interface.ts'
import type { RejectedRows } from '../store/record.ts'
import { scratchFolder } from '../store/scratch.ts'
import { openStore, type Store } from '../store/store.ts'
import { tmpFolder } from '../store/tmp.ts'
import type { Engine } from '../table/engine/open.ts'
import type { ParquetFiles } from '../table/engine/parquet.ts'
import { frameworkVersion } from '../util/framework-version.ts'
import { ownProcess, type ProcessHooks } from '../util/process/hooks.ts'
import { lookAtBlobs } from './blob-states.ts'
import { type CompactWorld, openCompact } from './compact-world.ts'
import { definedSet } from './defined-set.ts'
import { knownKeys } from './known-keys.ts'
import { type LiveWorld, openWorld, type WorldOptions } from './live-world.ts'
import { observedPartitions, observedTogether } from './observed-partitions.ts'
import { type ProjectUnits, unitsOfProject } from './project-units.ts'
import { verifiedFile, verifiedParts } from './verified-files.ts'
import { isView, type RelationOf, viewTables } from './view-tables.ts'
import type { WorldScope } from './world-scope.ts'

/** An open project with its store: the object that a command works on. */
export interface Workspace extends AsyncDisposable {
  readonly project: LoadedProject
  readonly hooks: ProcessHooks
  readonly graph: Graph
  /** Absolute. */
  readonly storeFolder: string
  /** The store. Asking for it where the workspace only reads and there is no store is a bug of this framework. */
  readonly store: Store
  /** Whether a store exists: a workspace that only reads makes none. */
  readonly hasStore: boolean
  /** The facts before any source is observed, upstream first. */
  readonly facts: readonly NodeFacts[]
  /** The facts with the observations of sources, for all nodes or for some. */
  observed(names?: ReadonlySet<string>): Promise<readonly NodeFacts[]>
  /** The observation of all partitions of a source of files together: see `observedTogether`. */
  observedTogether(name: string, versions?: ReadonlyMap<string, string>): Promise<Observation | undefined>
  /** When it was opened, in ms since 1970: the moment by which partitions of time exist. */
  readonly openedAt: number
  /**
   * The units of every node when the workspace was opened; a partition that begins to exist later is left for the next
   * command.
   */
  readonly units: ProjectUnits
  /** The part of an asset's keys that code decides; `undefined` where the asset has no partitions. */
  definedSet(name: string): DefinedSet | undefined
  readonly codeScheme: string
  /** Every look at the disk that the facts depend on. */
  readonly lookups: Lookups
  /** Every file that contains code of some node. */
  readonly sliceFiles: ReadonlySet<string>
  /** See `LoadedProject`. Facts about the files of slices are not found anew. */
  loadEffect(): LoadEffect | undefined
  /** The slice of the node's code, for people: see `CodeFingerprint`. */
  fingerprint(name: string): CodeFingerprint
  /** The platform of this process: kept with every record, and part of no key. */
  readonly environment: Readonly<Record<string, string>>
  definition(name: string): Definition
  /** DuckDB, loaded and opened when it is first asked for. */
  engine(): Promise<Engine>
  /**
   * A second DuckDB, for data files that other programs wrote: a corrupt file ends the instance that reads it, and the
   * next call opens a new one.
   */
  filesEngine(): Promise<Engine>
  /** Whether the bytes of a record are in the store, by a glance. */
  blobState(stored: Stored): Promise<BlobState>
  /**
   * The file of a stored table, or its files, the bytes checked. Throws `STORE_BLOB_MISSING` and `STORE_BLOB_CORRUPT`.
   */
  verifiedFile(stored: Stored): Promise<ParquetFiles>
  /** As `verifiedFile`; a view is given as its statement, for readers that use the DuckDB of this workspace. */
  relation(stored: Stored): Promise<ParquetFiles>
  /** The file of the rows that the schema refused. The record must have such a file. */
  verifiedRejected(stored: Stored): Promise<string>
  /** Whether the files of the node's code are still as they were when they were loaded. */
  unmoved(facts: NodeFacts): boolean
  /** A world of all nodes, or of some and everything that is judged together with them. */
  openWorld(scope?: WorldScope): Promise<LiveWorld>
  /**
   * A world without the units of which nothing is to be said but that they are fresh.
   *
   * @param mayHold Whether a blocking check that is not plain may hold something back.
   */
  openCompact(scope: WorldScope | undefined, mayHold: boolean): Promise<CompactWorld>
}

export interface WorkspaceOptions {
  readonly cwd: string
  readonly config?: string | undefined
  /** Absolute or relative to `cwd`; overrides the project's own `store`. */
  readonly store?: string | undefined
  /** The environment whose pointers and attempts count; default: `development`. */
  readonly environment?: string | undefined
  readonly mode: WorkspaceMode
  /** Default: those of a process that runs a single command. */
  readonly hooks?: ProcessHooks | undefined
}
/** `update` writes into an existing store, and makes none. */
export type WorkspaceMode = 'read' | 'write' | 'update'

export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { cwd, config, environment, hooks = ownProcess } = options
  const storeFlag = options.store === undefined ? undefined : resolve(cwd, options.store)
  const project = await loadProject(
    { cwd, ...(config === undefined ? {} : { config }), environment, store: storeFlag },
    hooks,
  )
  const graph = buildGraph(project.nodes)
  const storeFolder = storeFlag ?? resolve(project.root, project.options.store ?? '.assetstore')
  const cacheFolder = join(storeFolder, 'cache')
  const collected = await collectFacts(project, {
    order: namesOf(graph, graph.order),
    cacheFolder,
  })
  const mode = storeMode(options.mode, storeFolder)
  const store = await openStore({ folder: storeFolder, mode, environment })
  const look = lookAtBlobs(store?.objects)
  collected.keep()
  const engine = lazyEngine(() =>
    mode === 'write' ? tmpFolder(storeFolder, engineName('duckdb')) : scratchFolder('duckdb'),
  )
  const filesEngine = lazyEngine(() => tmpFolder(storeFolder, engineName('duckdb-files')))
  const views = viewTables(engine.get, (record, blob) => verifiedFile(store, record, blob))
  const relation = async ({ record }: { readonly record: RelationOf }): Promise<ParquetFiles> =>
    isView(record) ? views.relation(record) : verifiedParts(store, record)
  const { facts } = collected
  const inGraphOrder = inOrder(project.nodes, graph)
  const keys = await knownKeys(inGraphOrder, store?.catalog)
  const openedAt = Date.now()
  const units = await unitsOfProject(inGraphOrder, openedAt, keys)
  const definitions = new Map(project.nodes.map((node) => [node.name, node.definition]))
  const worldOptions = async (scope?: WorldScope): Promise<WorldOptions> => ({
    observe: (among) => observedPartitions({ project, units, lookups: collected.lookups, cacheFolder }, among),
    chosen: scope?.chosen,
    facts: withKeys(await collected.observed(scope?.names), collected.keys),
    units,
    definitions: new Map(facts.map(({ node, definition }) => [node.name, definition])),
    catalog: store?.catalog,
    lookAtBlobs: look,
    still: options.mode === 'read',
    computeVersion: async ({ schema, columns, ordered, scheme, ...record }) => {
      const { columnsVersion, tableVersion } = await import('../table/version/row-version.ts')
      const table = { ordered, scheme, file: await relation({ record }), columns: schema }
      if (columns === null) return (await tableVersion(await engine.get(), table)).version
      return columnsVersion(await engine.get(), table, columns)
    },
  })
  return {
    project,
    hooks,
    graph,
    storeFolder,
    hasStore: store !== undefined,
    get store() {
      if (store === undefined) throw new Error('the store was asked for where there is none')
      return store
    },
    facts,
    openedAt,
    units,
    observed: collected.observed,
    observedTogether: (name, versions) =>
      observedTogether(
        { project, units, lookups: collected.lookups, cacheFolder },
        versions === undefined ? { name } : { name, versionsOfKeys: versions },
      ),
    definedSet(name) {
      const set = units.set(name)
      const isForeign = collected.fingerprints.get(name)?.foreign !== undefined
      return set && definedSet(set, { keys: collected.keys.get(name), isForeign })
    },
    codeScheme: collected.codeScheme,
    lookups: collected.lookups,
    get sliceFiles() {
      return new Set([...collected.fingerprints.values()].flatMap((fingerprint) => fingerprint.files))
    },
    loadEffect: () => project.loadEffect(collected.fileFacts),
    fingerprint: (name) => collected.fingerprints.get(name) as CodeFingerprint,
    environment: { node: process.versions.node, platform: `${platform()}-${arch()}`, assetstore: frameworkVersion },
    definition: (name) => definitions.get(name) as Definition,
    engine: engine.get,
    filesEngine: filesEngine.getAlive,
    blobState: async (stored) => (await look([stored]))[0] as BlobState,
    verifiedFile: ({ record }) => (isView(record) ? views.file(record) : verifiedParts(store, record)),
    relation,
    verifiedRejected: ({ record }) => verifiedFile(store, record, (record.rejected as RejectedRows).blob),
    unmoved: (of) => collected.unmoved(of.node),
    openWorld: async (scope) => openWorld(await worldOptions(scope)),
    openCompact: async (scope, mayHold) =>
      openCompact({ ...(await worldOptions(scope)), units, objects: store?.objects, mayHold }),
    async [Symbol.asyncDispose]() {
      await engine.close()
      await filesEngine.close()
      await store?.[Symbol.asyncDispose]()
      project[Symbol.dispose]()
    },
  }
}

/** The facts with each node of keys before the asset that the keys are for. */
const withKeys = (facts: readonly NodeFacts[], keys: ReadonlyMap<string, NodeFacts>): readonly NodeFacts[] =>
  keys.size === 0
    ? facts
    : facts.flatMap((each) => [...(keys.has(each.node.name) ? [keys.get(each.node.name) as NodeFacts] : []), each])

/** Upstream first. */
function inOrder(nodes: LoadedProject['nodes'], graph: Graph): LoadedProject['nodes'] {
  const places = new Map(namesOf(graph, graph.order).map((name, place) => [name, place]))
  return nodes.toSorted((a, b) => (places.get(a.name) as number) - (places.get(b.name) as number))
}

function storeMode(mode: WorkspaceMode, folder: string): 'read' | 'write' {
  if (mode !== 'update') return mode
  return hasCatalog(folder) ? 'write' : 'read'
}

let engines = 0
/**
 * A unique name: of several workspaces on one store in a process, the one that closes first removes only its folder.
 */
const engineName = (kind: string): string => `${kind}-${++engines}`

/** DuckDB spills into the store where this process may write there; the files go when the engine is closed. */
function lazyEngine(tempFolder: () => string) {
  const opened: Promise<Engine>[] = []
  let folder = ''
  let isClosed = false
  const open = (): Promise<Engine> => {
    // Abandoned work may ask for an engine after the workspace was closed, and nobody would close that engine.
    if (isClosed) return Promise.reject(new Error('the project was closed'))
    const opening = import('../table/engine/open.ts').then(({ openEngine }) => {
      if (folder === '') folder = tempFolder()
      return openEngine({ tempFolder: folder })
    })
    opened.push(opening)
    return opening
  }
  const get = (): Promise<Engine> => opened.at(-1) ?? open()
  return {
    get,
    async getAlive() {
      const current = get()
      const isDead = await (await current).isDead()
      // The first caller after its death opens a new one; work on the dead one fails by itself.
      return isDead && current === opened.at(-1) ? open() : get()
    },
    close: async () => {
      isClosed = true
      for (const engine of opened) (await engine)[Symbol.dispose]()
      if (folder !== '') await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The present status of every unit. */
export async function assessNow(world: LiveWorld): Promise<Assessment> {
  return world.settle(() => assess(world))
}
