import { mapsRows, type Plan } from '../../plan/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { assessSince } from '../gate/changed-since.ts'
import { nothingKnown, type PlannedWork, planDocument, renderPlan } from '../render/plan.ts'
import { type SelectionFlags, selectNames } from '../selection.ts'
import { openSession, type PlanWish, type Session } from '../session.ts'
import { tellUnseen, unseenAmong, unseenField } from '../unseen.ts'

export interface PlanFlags extends SelectionFlags {
  readonly only?: boolean
  readonly force?: boolean
  /** A git ref: what this branch, merged into it, would make again. */
  readonly changed?: string
}

export async function plan(context: CommandContext, flags: PlanFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const { only = false, force = false, changed } = flags
  const wish = { targets: await selectNames(session, flags), only, force }
  const made = changed === undefined ? await session.plan(wish) : await plannedSince(session, changed, wish)
  const work = changed === undefined ? await workOf(session, made, force ? wish.targets : []) : nothingKnown
  const unseen = unseenAmong(
    made.steps.map(({ asset }) => asset),
    await session.unseen(),
  )
  tellUnseen(context, unseen)
  return {
    document: () => ({ ...planDocument(made, work), ...unseenField(unseen) }),
    text: () => renderPlan(made, context.output.style, work),
  }
}

/** The data engine is loaded only where an asset that is computed row by row has to run. */
async function workOf(session: Session, { steps }: Plan, forced: readonly string[]): Promise<PlannedWork> {
  const { workspace } = session
  const world = await session.world()
  const question = { world, steps, forced: new Set(forced) }
  const rows = steps.some(mapsRows)
    ? await (await import('../../execute/rows/row-forecast.ts')).forecastRows(workspace, question)
    : nothingKnown.rows
  const { estimateSteps } = await import('../../execute/rows/row-estimate.ts')
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
