import type { Answer, CommandContext } from '../command.ts'
import { planDocument, renderPlan } from '../render/plan.ts'
import { type SelectionFlags, selectNames } from '../selection.ts'
import { openSession } from '../session.ts'

export interface PlanFlags extends SelectionFlags {
  readonly only?: boolean
  readonly force?: boolean
}

export async function plan(context: CommandContext, flags: PlanFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const targets = await selectNames(session, flags)
  const made = await session.plan({ targets, only: flags.only ?? false, force: flags.force ?? false })
  return { document: () => planDocument(made), text: () => renderPlan(made, context.output.style) }
}
