import { relative } from 'node:path'
import { findConfig } from '../../discover/load/find-config.ts'
import { AssetError } from '../../errors.ts'
import type { Plan, PlanStep } from '../../plan/plan.ts'
import { materializeOf } from '../materialize.ts'
import { effectsLeftOut } from '../open/left-out.ts'
import type { ProjectRequest } from '../open/request.ts'
import { narrowTo, selectNames } from '../open/selection.ts'
import { openSession } from '../open/session.ts'
import type { MaterializeReport, MaterializeRequest } from '../run-assets.ts'
import { fileChanges } from './file-changes.ts'
import { outsideFiles } from './outside-files.ts'
import { watchLoop } from './watch-loop.ts'

export interface WatchRequest
  extends Pick<MaterializeRequest, 'words' | 'select' | 'exclude' | 'effects' | 'signal' | 'start'> {
  /** `runs`: whether the plan is carried out when no file has changed for a moment. */
  readonly tellPlan: (plan: Plan, runs: boolean) => void
  readonly tellRun: (report: MaterializeReport) => void
  readonly tellError: (error: unknown) => void
}

/** Long enough for the second of two files that an editor saves together. */
const quietMs = 300

const isToRun = ({ action }: PlanStep): boolean => action !== 'skip' && action !== 'blocked'

/**
 * Whether an edit is the reason of a step. Volatile assets, and what may follow, are no reason: an asset that writes a
 * file of the project would run for ever. A failed asset waits for an edit.
 */
const isEdited = (step: PlanStep): boolean =>
  isToRun(step) && step.action !== 'run?' && step.status !== 'unknown' && step.failure === undefined

/** A mistyped name in the command ends it at once; a mistake in the project is waited out. */
async function expectNamed(project: ProjectRequest, request: WatchRequest): Promise<void> {
  try {
    await using session = await openSession({ ...project, warn: () => undefined }, 'read')
    await selectNames(session, request)
  } catch (error) {
    if (AssetError.is(error) && error.code === 'SELECTION_EMPTY') throw error
  }
}

/**
 * Makes what is not fresh whenever a file of the project changes, until the signal is aborted.
 *
 * @throws AssetError `SELECTION_EMPTY` where a name is not in the project when the watch begins.
 */
export async function watchProject(project: ProjectRequest, request: WatchRequest): Promise<void> {
  const { signal, tellPlan, tellRun, tellError } = request
  const root = findConfig(project).replace(/[\\/][^\\/]*$/, '')
  // Modules are evaluated anew each time: the process lives longer than an edit.
  const own = { ...project, hooks: { capture: true, guard: true, shared: true } }
  await expectNamed(own, request)
  const stores = new Set<string>()
  const isIgnored = (path: string) =>
    (path !== '.env' && /(?:^|\/)(?:node_modules|\.[^/]*)(?:\/|$)/.test(path)) ||
    [...stores].some((store) => `${path}/`.startsWith(`${store}/`))
  let isFirst = true
  using files = fileChanges(root, { isIgnored, signal })
  await watchLoop({
    changed: () => files.changed(),
    plan: async () => {
      await using session = await openSession(own, 'read')
      stores.add(relative(root, session.workspace.storeFolder).replaceAll('\\', '/'))
      narrowTo(session, request)
      const targets = await selectNames(session, request)
      const leftOut = effectsLeftOut(session.graph, request, project.environment)
      const plan = await session.plan({ targets, only: false, force: false, leftOut })
      const runs = plan.steps.some(isFirst ? isToRun : isEdited)
      isFirst = false
      files.follow(outsideFiles(root, session.workspace))
      return { runs, signature: signatureOf(plan), tell: () => tellPlan(plan, runs) }
    },
    materialize: async () => {
      const limits = { waitMs: Number.POSITIVE_INFINITY, command: 'watch', everyStep: false, leaveFailed: true }
      tellRun(await materializeOf(own, { ...request, ...limits }))
    },
    tellError,
    signal,
    quietMs,
  })
}

function signatureOf({ steps }: Plan): string {
  return JSON.stringify(steps.map(({ unit, action, status, causes }) => [unit, action, status, causes]))
}
