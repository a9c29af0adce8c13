import type { Plan } from '../plan/plan.ts'
import { assetOf } from '../unit.ts'
import { assessSince } from './check/changed-since.ts'
import { nothingKnown, type PlannedWork, type ShownPlan } from './documents/plan.ts'
import { warnOfDefaults } from './open/default-selection.ts'
import { type ForcingWords, forcedUnits } from './open/forcing.ts'
import { type EffectWords, effectsLeftOut, type NotDone, selectedElsewhere, waitingEffects } from './open/left-out.ts'
import { choosePartitions, type PartitionWords, warnOfNoneMeant } from './open/partitions.ts'
import type { PlanRequest } from './open/planned.ts'
import type { ProjectRequest } from './open/request.ts'
import { narrowTo, selectNames } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'
import { unseenAmong } from './open/unseen.ts'
import { plannedWork } from './rows/planned-work.ts'

export interface PlanWords extends EffectWords, PartitionWords, ForcingWords {
  /** What is selected alone, without what it reads. */
  readonly only?: boolean
  /** A git ref: what this branch, merged into it, would make again. */
  readonly changed?: string
}
export interface PlanReport extends ShownPlan, NotDone {
  readonly work: PlannedWork
  /** The nodes whose code reads what no fingerprint sees. */
  readonly unseen: readonly string[]
}

/** The plan of an open project: what a run would do, and why. */
export async function fullPlan(project: ProjectRequest, words: PlanWords): Promise<PlanReport> {
  await using session = await openSession(project, 'read')
  const { only = false, force = false, fromScratch = false, changed } = words
  if (changed === undefined) narrowTo(session, words)
  const leftOut = effectsLeftOut(session.graph, words, project.environment)
  const targets = await selectNames(session, words)
  warnOfDefaults(session, words, targets)
  const { partitions } = words
  const chosen = partitions === undefined ? undefined : await choosePartitions(session, { names: targets, partitions })
  warnOfNoneMeant(session, words, { targets, chosen })
  // To know which assets read a missing receipt, all units are needed.
  if (changed === undefined && leftOut.size === 0 && chosen !== undefined) session.narrow(targets, chosen)
  const request = { targets, only, force, fromScratch, leftOut, chosen }
  const now = changed === undefined ? await session.planToShow(request) : undefined
  const plan = now?.plan ?? (await planSinceRef(session, changed ?? '', request))
  const work =
    now === undefined ? nothingKnown : await plannedWork(session, { ...now, ...forcedUnits(now.world, request) })
  const names = new Set(plan.steps.values().map(({ unit }) => assetOf(unit)))
  const running = plan.steps.values().filter(({ action }) => action !== 'skip')
  const ran = new Set(running.map(({ unit }) => assetOf(unit)))
  const question = { leftOut, views: leftOut.size === 0 ? new Map() : await session.views(), ran }
  const waiting = waitingEffects(request.targets, question)
  const elsewhere = selectedElsewhere(request.targets, leftOut)
  return { ...plan, work, unseen: unseenAmong(names, await session.unseen()), waiting, elsewhere }
}

async function planSinceRef(session: Session, ref: string, request: PlanRequest): Promise<Plan> {
  const { planSince } = await import('../plan/plan-since.ts')
  const { madeAssets, planAssets, unitsAmong } = await import('../plan/targets.ts')
  const [since, now] = [await assessSince(session, ref), await session.assess()]
  const current = new Map([...since].flatMap(([unit, then]) => (then.current ? [[unit, then.current] as const] : [])))
  const assets = planAssets(session.graph, madeAssets({ current }), request)
  const facts = [...since.values()].map((each) => each.facts)
  return planSince({ since, now, units: unitsAmong(facts, assets) })
}
