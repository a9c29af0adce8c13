import { dirname } from 'node:path'
import { applyEnvFile } from '../../discover/load/env-file.ts'
import { findConfig } from '../../discover/load/find-config.ts'
import { rebuildGraph } from '../../graph/build.ts'
import type { Graph } from '../../graph/graph.ts'
import { judgedWith } from '../../graph/judged-with.ts'
import type { Node } from '../../graph/node.ts'
import type { Assessment } from '../../plan/assess.ts'
import type { AskedTime } from '../../store/interface.ts'
import type { StorePlace } from '../../store/place.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { Recalled, RememberedAnswer, RemovedEffect } from '../memory/memory.ts'
import { isOfPartitions, recall } from '../memory/remembered.ts'
import { type RememberedUnit, rememberedUnits } from '../memory/remembered-units.ts'
import { memoryPlace, type ProjectRequest } from './request.ts'
import type { Session } from './session.ts'
import type { AssetView } from './view.ts'

/**
 * What a command shows of every asset, and what a selection needs: from memory where the memory holds, else from an
 * open project.
 */
export interface Overview extends AsyncDisposable {
  readonly graph: Graph
  /** The nodes of the graph. Reading them does not build the graph. */
  readonly nodes: readonly Node[]
  /** Every name, upstream first, where that is known without the graph. */
  readonly names?: readonly string[]
  /** The project's folder, absolute. */
  readonly root: string
  readonly place: StorePlace
  /** Whether it came from memory: the project was not loaded. */
  readonly remembered: boolean
  /** All assets, or at least these: only what has a part in them is looked at. */
  views(names?: Iterable<string>): Promise<ReadonlyMap<string, AssetView>>
  /** In full, which opens the project. */
  assess(): Promise<Assessment>
  session(): Promise<Session>
  /**
   * The explanation of an asset from memory, if that holds of all that stands around it; undefined where it has to be
   * made from an open project.
   */
  explained(name: string, around: Iterable<string>): Promise<Explanation | undefined>
  /** The nodes whose code reads what no fingerprint sees, where nobody has answered for that. */
  unseen(): Promise<ReadonlySet<string>>
  /** When sources that only a run may ask were asked the last time. */
  askedTimes(): Promise<readonly AskedTime[]>
  /** Effects that are gone from the project while their targets are still there. */
  removed(): Promise<readonly RemovedEffect[]>
  warn(message: string): void
}

/**
 * Opens what a reading command needs. Whether the memory holds is decided by `recall` alone; any doubt opens the
 * project. What was found out then is remembered for the next command, best effort.
 */
export async function openOverview(request: ProjectRequest): Promise<Overview> {
  return (await recallOverview(request)) ?? (await fullOverview(request))
}

/** Opens the project whatever is remembered. */
export async function fullOverview(request: ProjectRequest): Promise<Overview> {
  const { openSession } = await import('./session.ts')
  const session = await openSession(request, 'read')
  const { graph, root, warn, assess } = session
  const { storeFolder, project } = session.workspace
  let isJudged = false
  return {
    graph,
    nodes: graph.nodes,
    root,
    place: { folder: storeFolder, environment: project.environmentName },
    warn,
    assess,
    remembered: false,
    explained: async () => undefined,
    async views(names) {
      if (names !== undefined) session.narrow(names)
      const views = await session.views()
      isJudged = true
      return views
    },
    session: async () => session,
    unseen: session.unseen,
    askedTimes: async () => (await session.catalog?.askedTimes()) ?? [],
    removed: session.removed,
    async [Symbol.asyncDispose]() {
      if (isJudged) await session.remember()
      await session[Symbol.asyncDispose]()
    },
  }
}

export interface RecalledOverview extends Overview {
  /** What the last answer says of every asset. */
  readonly lastViews: ReadonlyMap<string, AssetView>
  /** Whether the lock is the one that a run would write. */
  readonly locked: boolean
  readonly isPartitioned: boolean
  /**
   * Where an asset has partitions: every unit that was made, in the order of a plan; `undefined` where nobody remembers
   * them any more.
   */
  units(): readonly RememberedUnit[] | undefined
  /** Whether that still holds of these. */
  holds(names: Iterable<string>): Promise<boolean>
}

/**
 * The overview from memory; undefined where no memory holds and, under `onlyFresh`, where edits have made something
 * stale.
 */
export async function recallOverview(
  request: ProjectRequest,
  { onlyFresh = false } = {},
): Promise<RecalledOverview | undefined> {
  const configFile = findConfig(request)
  applyEnvFile(dirname(configFile))
  const recalled = await recall(memoryPlace(request, dirname(configFile)), configFile, onlyFresh)
  return recalled === undefined ? undefined : overviewOf(recalled, request, dirname(configFile))
}

function overviewOf(recalled: Recalled, request: ProjectRequest, root: string): RecalledOverview {
  const { answer } = recalled
  const nodes = new Map(answer.nodes.map((node) => [node.name, node]))
  let graph: Graph | undefined
  const graphOf = (): Graph => {
    graph ??= rebuildGraph(answer.nodes)
    return graph
  }
  const isPartitioned = isOfPartitions(answer)
  const lastViews = new Map(answer.assets.map((asset) => [asset.name, viewOf(nodes, asset)]))
  const names = lastViews.size === nodes.size ? [...lastViews.keys()] : undefined
  let opened: Promise<Session> | undefined
  const session = () => {
    opened ??= import('./session.ts').then(({ openSession }) => openSession(request, 'read'))
    return opened
  }
  const holds = async (some?: Iterable<string>) => {
    if (some === undefined || some === names) return recalled.sourcesHold()
    return recalled.sourcesHold(judgedWith(graphOf(), some))
  }
  let isJudged = false
  return {
    get graph() {
      return graphOf()
    },
    nodes: answer.nodes,
    ...(names === undefined ? {} : { names }),
    root,
    place: memoryPlace(request, root),
    remembered: true,
    lastViews,
    locked: answer.locked === true,
    isPartitioned,
    units: () => (answer.units === undefined ? undefined : rememberedUnits(memoryPlace(request, root), answer.units)),
    holds,
    async views(some) {
      if (await holds(some)) return lastViews
      const { narrow, views } = await session()
      if (some !== undefined) narrow(some)
      isJudged = true
      return views()
    },
    session,
    unseen: async () => new Set(answer.assets.flatMap(({ name, unseen }) => (unseen ? [name] : []))),
    async explained(name, around) {
      if (isPartitioned || !(await holds(around))) return undefined
      const { explainRemembered } = await import('../memory/remembered-explanation.ts')
      return explainRemembered(memoryPlace(request, root), answer, name)
    },
    async askedTimes() {
      const { openCatalog } = await import('../../store/catalog/open.ts')
      await using catalog = await openCatalog({ ...memoryPlace(request, root), mode: 'read' })
      return (await catalog?.askedTimes()) ?? []
    },
    removed: async () => answer.removed ?? [],
    assess: async () => (await session()).assess(),
    warn: request.warn,
    async [Symbol.asyncDispose]() {
      if (isJudged) await (await opened)?.remember()
      await (await opened)?.[Symbol.asyncDispose]()
    },
  }
}

function viewOf(nodes: ReadonlyMap<string, Node>, { name, ...view }: RememberedAnswer['assets'][number]): AssetView {
  const node = nodes.get(name)
  if (node === undefined) throw new Error(`the memory tells of ${name}, which is none of its nodes`)
  return { node, ...view }
}
