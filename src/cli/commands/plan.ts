import { mapsRows, type Plan } from '../../plan/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { freshAssets } from '../fresh-run.ts'
import { assessSince } from '../gate/changed-since.ts'
import { nothingKnown, type PlannedWork, planDocument, renderPlan, type ShownStep } from '../render/plan.ts'
import { narrowTo, type SelectionFlags, selectNames } from '../selection.ts'
import { openSession, type PlanWish, type Session } from '../session.ts'
import { tellUnseen, unseenAmong, unseenField } from '../unseen.ts'
import type { AssetView } from '../view.ts'

export interface PlanFlags extends SelectionFlags {
  readonly only?: boolean
  readonly force?: boolean
  /** A git ref: what this branch, merged into it, would make again. */
  readonly changed?: string
}

export async function plan(context: CommandContext, flags: PlanFlags): Promise<Answer> {
  const fresh = flags.force || flags.changed !== undefined ? undefined : await freshAssets(context, flags)
  return fresh === undefined
    ? fullPlan(context, flags)
    : answerOf(context, { ...fresh, steps: fresh.views.map(skipped) })
}

function skipped({ node, status, causes, record }: AssetView): ShownStep {
  const current = record === undefined ? undefined : { record }
  return { asset: node.name, kind: node.kind, action: 'skip', status, causes, current, estimateMs: record?.durationMs }
}

async function fullPlan(context: CommandContext, flags: PlanFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const { only = false, force = false, changed } = flags
  if (changed === undefined) narrowTo(session, flags)
  const wish = { targets: await selectNames(session, flags), only, force }
  const made = changed === undefined ? await session.plan(wish) : await plannedSince(session, changed, wish)
  const work = changed === undefined ? await workOf(session, made, force ? wish.targets : []) : nothingKnown
  const unseen = unseenAmong(
    made.steps.map(({ asset }) => asset),
    await session.unseen(),
  )
  return answerOf(context, { steps: made.steps, work, unseen })
}

interface Told {
  readonly steps: readonly ShownStep[]
  readonly work?: PlannedWork
  readonly unseen: readonly string[]
}

function answerOf(context: CommandContext, { steps, work, unseen }: Told): Answer {
  tellUnseen(context, unseen)
  return {
    document: () => ({ ...planDocument({ steps }, work), ...unseenField(unseen) }),
    text: () => renderPlan({ steps }, context.output.style, work),
  }
}

/** The data engine is loaded only where an asset that is computed row by row has to run. */
async function workOf(session: Session, { steps }: Plan, forced: readonly string[]): Promise<PlannedWork> {
  const { workspace } = session
  const world = await session.world()
  const question = { world, steps, forced: new Set(forced) }
  const rows = steps.some(mapsRows)
    ? await (await import('../../app/rows/row-forecast.ts')).forecastRows(workspace, question)
    : nothingKnown.rows
  const { estimateSteps } = await import('../../app/rows/row-estimate.ts')
  return { rows, estimates: await estimateSteps(workspace, question, rows) }
}

async function plannedSince(session: Session, ref: string, wish: PlanWish): Promise<Plan> {
  const { planSince } = await import('../../plan/plan-since.ts')
  const { planAssets } = await import('../../plan/targets.ts')
  const [since, now] = [await assessSince(session, ref), await session.assess()]
  const current = new Map([...since].flatMap(([name, then]) => (then.current ? [[name, then.current] as const] : [])))
  const assets = planAssets(session.graph, { current }, wish)
  return planSince({ since, now, assets })
}
