import { availableParallelism } from 'node:os'
import type { OptionWords } from '../errors.ts'
import type { CodeWarning, Emit, StepResult } from '../events.ts'
import type { Plan } from '../plan/plan.ts'
import { assetOf, type Unit } from '../unit.ts'
import { alertsOf } from './alerts/alerts-of.ts'
import { hasVeryMany } from './memory/why-forgotten.ts'
import { warnOfDefaults } from './open/default-selection.ts'
import type { ForcingWords } from './open/forcing.ts'
import type { EffectWords, NotDone } from './open/left-out.ts'
import { effectsLeftOut, selectedElsewhere, waitingEffects } from './open/left-out.ts'
import type { PartitionWords } from './open/partitions.ts'
import { choosePartitions, warnOfNoneMeant } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { narrowTo, selectNames } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'
import { unseenAmong } from './open/unseen.ts'

export interface MaterializeRequest extends EffectWords, PartitionWords, ForcingWords {
  /** Steps at once; where it is undefined, the project says it, else there are as many as processors. */
  readonly concurrency?: number
  /** Only these units of what is selected, and what they read. Default: all, or those that `partitions` means. */
  readonly units?: ReadonlySet<Unit> | undefined
  /** What is selected alone, without what it reads. */
  readonly only?: boolean
  /** Nothing else is started after a failure. */
  readonly failFast?: boolean
  /** Confirms that vector indexes lose more rows than their `maxRemoved` allows. */
  readonly allowRemoved?: boolean
  /** Asks effects whether their targets still are what their receipts say. */
  readonly verify?: boolean
  /** An asset that failed is not tried again while its key is the same, and is reported as failed. */
  readonly leaveFailed?: boolean
  /** How long to wait for another process that makes the same, in ms. */
  readonly waitMs: number
  readonly signal: AbortSignal
  /** The command or call that asked for the run, for its record. */
  readonly command: string
  /** How failures say options. Default: as flags of the command. */
  readonly optionWords?: OptionWords
  /** Events are wanted of what has nothing to do as well. */
  readonly everyStep: boolean
  /** Called when the plan is made and before it is carried out; the events of the run go to what it returns. */
  readonly start: (plan: Plan, concurrency: number) => Emit | Promise<Emit>
}
export interface MaterializeReport extends NotDone {
  readonly run: string
  readonly steps: readonly StepResult[]
  readonly warnings: readonly CodeWarning[]
  /** The nodes whose code reads what no fingerprint sees. */
  readonly unseen: readonly string[]
}

/**
 * So many that those without a part in what is chosen are not looked at. Which have one, keys that are asked may
 * change.
 */
const areVeryMany = (workspace: Session['workspace']): boolean =>
  hasVeryMany(workspace) && workspace.project.nodes.every(({ keysFrom }) => keysFrom === undefined)

/** Opens the project and makes what is selected and what that reads, as far as it is not fresh. */
export async function runAssets(project: ProjectRequest, request: MaterializeRequest): Promise<MaterializeReport> {
  const {
    only = false,
    force = false,
    fromScratch = false,
    failFast = false,
    allowRemoved = false,
    leaveFailed,
    waitMs,
    signal,
    command,
    optionWords,
  } = request
  await using session = await openSession(project, 'write')
  narrowTo(session, request)
  const targets = await selectNames(session, request)
  warnOfDefaults(session, request, targets)
  const leftOut = effectsLeftOut(session.graph, request, project.environment)
  const { partitions } = request
  const chosen =
    partitions === undefined ? request.units : await choosePartitions(session, { names: targets, partitions })
  warnOfNoneMeant(session, request, { targets, chosen })
  if (partitions !== undefined && !fromScratch && leftOut.size === 0 && areVeryMany(session.workspace))
    session.narrow(targets, chosen)
  const targetRequest = { targets, only, force, fromScratch, leftOut, chosen }
  if (request.verify) await session.verify(targetRequest, signal)
  const planned = await session.planToRun(targetRequest)
  const { plan, world } = planned
  const views = leftOut.size === 0 ? new Map() : await session.views()
  const concurrency = request.concurrency ?? session.workspace.project.options.concurrency ?? availableParallelism()
  const limits = { concurrency, failFast, allowRemoved, leaveFailed, waitMs }
  const emit = await request.start(plan, concurrency)
  const alerts = await alertsOf(session, world, signal)
  const carrying = { command, optionWords, work: planned, wanted: targetRequest, ...limits, signal, emit }
  const report = await session.run({ ...carrying, messages: alerts?.messages })
  await alerts?.send()
  const names = plan.steps.map(({ unit }) => assetOf(unit))
  const unseen = unseenAmong(names, await session.unseen())
  if (!signal.aborted) await session.remember({ locked: true })
  const ran = new Set(
    report.steps.filter(({ outcome }) => outcome === 'ran' || outcome === 'observed').map(({ unit }) => assetOf(unit)),
  )
  const elsewhere = selectedElsewhere(targets, leftOut)
  return { ...report, unseen, elsewhere, waiting: waitingEffects(targets, { leftOut, views, ran }) }
}
