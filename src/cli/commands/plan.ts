import type { PlanWords } from '../../app/full-plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { tellNotDone } from '../not-done.ts'
import { renderPlan } from '../render/plan/plan.ts'
import { tellUnseen } from '../unseen.ts'

export async function plan(context: CommandContext, flags: PlanWords): Promise<Answer> {
  const { report, document } = await context.calls.plan(flags)
  tellUnseen(context, report.unseen)
  tellNotDone(context, report)
  return {
    document,
    text: () => renderPlan(report, context.output.style, report.work),
  }
}
