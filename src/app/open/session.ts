import { join, resolve } from 'node:path'
import { nodeKinds } from '../../define/node-kinds.ts'
import { defaultEnvironment } from '../../define/project/environment.ts'
import type { Graph } from '../../graph/graph.ts'
import { judgedWith } from '../../graph/judged-with.ts'
import type { Assessment } from '../../plan/assess.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Basis } from '../../project/check-basis.ts'
import type { CompactWorld } from '../../project/compact-world.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Workspace, WorkspaceMode } from '../../project/workspace.ts'
import type { WorldScope } from '../../project/world-scope.ts'
import type { RunOptions, RunReport } from '../../run/run.ts'
import type { Catalog, Stored } from '../../store/interface.ts'
import { hasTable } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import { type CatalogFiles, catalogFiles } from '../memory/catalog.ts'
import type { Remembering } from '../memory/evidence.ts'
import type { RemovedEffect } from '../memory/memory.ts'
import { removedEffects } from '../memory/removed-effects.ts'
import { currentByName, namesOf } from './by-name.ts'
import { isByColumns, type PlannedWork, type PlanRequest, planned, verified } from './planned.ts'
import { memoryPlace, type ProjectRequest } from './request.ts'
import { type JudgedUnits, viewsOf } from './roll-up.ts'
import { type AssetView, viewOf } from './view.ts'

/**
 * An open project and its store for a use. Each part is loaded when it is first needed, since most uses need only some.
 */
export interface Session extends AsyncDisposable {
  readonly workspace: Workspace
  readonly graph: Graph
  /** The project's folder, absolute. */
  readonly root: string
  /** Undefined where nothing was ever made and the session only reads. */
  readonly catalog: Catalog | undefined
  /**
   * Limits the command to these assets and whatever affects them. It must be called before anything is judged, and does
   * nothing afterwards.
   *
   * @param chosen Only these of their units. Nothing is read about their other partitions.
   */
  narrow(names: Iterable<string>, chosen?: ReadonlySet<Unit>): void
  /** What the planner looks at. */
  world(): Promise<LiveWorld>
  assess(): Promise<Assessment>
  views(): Promise<ReadonlyMap<string, AssetView>>
  /** Effects that are gone from the project while their targets are still there. */
  removed(): Promise<readonly RemovedEffect[]>
  /** Remembers the answer for the next command, best effort. `locked`: the lock was updated just now. */
  remember(options?: { readonly locked: boolean }): Promise<void>
  /**
   * From the store, or from the lock where there is no store: it is the default environment's. Throws `LOCK_INVALID`.
   */
  assessOnBasis(): Promise<{ readonly basis: Basis; readonly assessment: Assessment }>
  /** As `assessOnBasis`, for views: units that are plainly fresh are left out. */
  judgeOnBasis(): Promise<{ readonly basis: Basis } & JudgedUnits>
  /** The nodes whose code reads what no fingerprint sees, where nobody has answered for that. */
  unseen(): Promise<ReadonlySet<string>>
  /** What is current, by name, checks left out: of these assets also what a rename left under another name. */
  currentTables(names: Iterable<string>): Promise<ReadonlyMap<string, Stored>>
  /** The names under which its records are kept: two after a rename that no run has recorded. */
  namesOf(asset: string): Promise<readonly string[]>
  /** Every record of an asset that has a table, the newest first. */
  versions(asset: string): Promise<readonly Stored[]>
  /** Asks the effects that a plan would contain about their targets, and warns about those that cannot be asked. */
  verify(request: PlanRequest, signal: AbortSignal): Promise<void>
  plan(request: PlanRequest): Promise<Plan>
  /** The same to be shown, and the world of what it does: that of what it skips may be left out. */
  planToShow(request: PlanRequest): Promise<PlannedWork>
  /** The same to be carried out. */
  planToRun(request: PlanRequest): Promise<PlannedWork>
  run(request: RunRequest): Promise<RunReport>
  /** A line for a person that is no error. */
  warn(message: string): void
}

export interface RunRequest extends Omit<RunOptions, 'plan' | 'world' | 'apart' | 'forced' | 'fromScratch' | 'replan'> {
  readonly work: PlannedWork
  /** What the plan was made for. */
  readonly wanted: PlanRequest
}

export async function openSession(request: ProjectRequest, mode: WorkspaceMode): Promise<Session> {
  const { openWorkspace, assessNow } = await import('../../project/workspace.ts')
  const { cwd, config, store, environment, hooks, warn } = request
  const workspace = await openWorkspace({ cwd, config, store, environment, mode, hooks })
  for (const { code, message, at, fix } of workspace.project.warnings) warn(`${code}  ${at}\n  ${message}\n  ${fix}`)
  const catalog = workspace.hasStore ? workspace.store.catalog : undefined
  let world: Promise<LiveWorld> | undefined
  let assessment: Promise<Assessment> | undefined
  let compact: Promise<CompactWorld> | undefined
  let ofOthers: Promise<Assessment> | undefined
  let mayHold = false
  let views: ReadonlyMap<string, AssetView> | undefined
  let scope: WorldScope | undefined
  let files: CatalogFiles | undefined
  const markFiles = () => {
    if (mode === 'read') files ??= catalogFiles(workspace.storeFolder)
  }
  const openWhole = async () => {
    const opened = await compact
    if (opened?.plain.size === 0) return opened.world
    markFiles()
    return workspace.openWorld(scope)
  }
  const openWorld = () => {
    world ??= openWhole()
    return world
  }
  const openCompact = () => {
    markFiles()
    const isFirst = (mode === 'read' || mayHold) && world === undefined
    compact ??= isFirst
      ? workspace.openCompact(scope, mayHold)
      : openWorld().then((whole) => ({ world: whole, plain: new Map() }))
    return compact
  }
  /** A check does hold something back: which of the units are plain is found out once more. */
  const holdBack = () => {
    mayHold = true
    compact = undefined
    ofOthers = undefined
  }
  const assess = () => {
    assessment ??= openWorld().then(assessNow)
    return assessment
  }
  const judge = async (): Promise<JudgedUnits> => {
    const { world, plain } = await openCompact()
    if (plain.size === 0) return { plain, assessment: await assess() }
    ofOthers ??= assessNow(world)
    const assessment = await ofOthers
    if (mayHold || !holdsBack(assessment)) return { plain, assessment }
    holdBack()
    return judge()
  }
  const planCompact = async (request: PlanRequest): Promise<PlannedWork> => {
    const judged = await judge()
    const { world } = await openCompact()
    const work = await planned(workspace, { world, ...judged, request })
    if (mayHold || judged.plain?.size === 0 || work.plan.holding === undefined) return work
    holdBack()
    return planCompact(request)
  }
  const planWhole = async (request: PlanRequest): Promise<PlannedWork> =>
    planned(workspace, { world: await openWorld(), assessment: await assess(), request })
  const isOnStore = () => workspace.hasStore || workspace.project.environmentName !== defaultEnvironment
  const assessLocked = async () => (await import('../../project/check-basis.ts')).assessLocked(workspace, scope?.names)
  const session: Session = {
    workspace,
    graph: workspace.graph,
    root: workspace.project.root,
    catalog,
    warn,
    narrow(names, chosen) {
      if (world === undefined && compact === undefined) scope = { names: judgedWith(workspace.graph, names), chosen }
    },
    world: openWorld,
    assess,
    async views() {
      views = viewsOf(workspace, await judge(), viewOf)
      return views
    },
    removed: async () => removedEffects((await openCompact()).world.current, workspace.graph),
    remember: async ({ locked } = { locked: false }) => {
      if (!isWhole(workspace, scope)) return
      // An answer about a part cannot be remembered for the whole.
      const before = isAll(workspace.graph, scope) ? files : undefined
      const findOut =
        before && (async () => ({ ...(await judge()), files: before, views, world: (await openCompact()).world }))
      await rememberIfFound(workspace, request, { locked, findOut })
    },
    assessOnBasis: async () =>
      isOnStore()
        ? { basis: 'store', assessment: await assess() }
        : { basis: 'lock', assessment: await assessLocked() },
    judgeOnBasis: async () =>
      isOnStore() ? { basis: 'store', ...(await judge()) } : { basis: 'lock', assessment: await assessLocked() },
    unseen: async () => (await import('../../project/unseen.ts')).unseenBy(workspace),
    currentTables: async (names) =>
      new Map([...(await currentByName(session, names))].filter(([, { record }]) => hasTable(record))),
    namesOf: (asset) => namesOf(session, asset),
    async versions(asset) {
      const versions: Stored[] = []
      for (const name of await namesOf(session, asset)) versions.push(...((await catalog?.versionsOf(name)) ?? []))
      return versions.filter(({ record }) => hasTable(record))
    },
    async verify(request, signal) {
      await verified(workspace, { world: await openWorld(), request, signal, warn })
      assessment = undefined
    },
    plan: async (request) => (await planWhole(request)).plan,
    planToShow: async (request) =>
      (await isByColumns(workspace, request, 'plan')) ? planCompact(request) : planWhole(request),
    async planToRun(request) {
      if (!(await isByColumns(workspace, request, 'run'))) return planWhole(request)
      // What waits for a check that the run asks is for the run to decide.
      mayHold = true
      return planCompact(request)
    },
    async run({ wanted, work, ...request }) {
      const { runPlan } = await import('../../run/run.ts')
      const { forcedUnits } = await import('./forcing.ts')
      const replan = async (now: LiveWorld) =>
        (await planned(workspace, { world: now, assessment: await assessNow(now), request: wanted })).plan
      return runPlan(workspace, { ...request, ...work, replan, ...forcedUnits(work.world, wanted) })
    },
    [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose](),
  }
  return session
}

const holdsBack = (assessment: Assessment): boolean =>
  assessment.values().some(({ facts, status }) => facts.blocking && status === 'failed')

const isAll = ({ nodes }: Pick<Graph, 'nodes'>, scope: WorldScope | undefined): boolean =>
  scope === undefined || (scope.chosen === undefined && nodes.every(({ name }) => scope.names.has(name)))

/** Whether every source was observed that statuses of all assets need. */
function isWhole({ project }: Pick<Workspace, 'project'>, scope: WorldScope | undefined): boolean {
  if (scope === undefined) return true
  const { names, chosen } = scope
  return (
    chosen === undefined && project.nodes.every(({ kind, name }) => !nodeKinds[kind].readsOutside || names.has(name))
  )
}

/**
 * The memory is looked for by the flags alone. A store that only the configuration names would be found under no flag,
 * and one that a flag names must not be taken for the configuration's.
 */
async function rememberIfFound(
  workspace: Workspace,
  request: ProjectRequest,
  state: Pick<Remembering, 'locked' | 'findOut'>,
): Promise<void> {
  const { project, storeFolder, hasStore } = workspace
  const byDefault = join(project.root, '.assetstore')
  const configured = resolve(project.root, project.options.store ?? '.assetstore')
  if (!hasStore || storeFolder !== memoryPlace(request, project.root).folder) return
  if (storeFolder === byDefault && configured !== byDefault) return
  const { rememberNow } = await import('../memory/evidence.ts')
  await rememberNow(workspace, { note: request.note, ...state })
}
