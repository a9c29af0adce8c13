import { planDocument } from '../../app/documents/plan.ts'
import { waitingField } from '../../app/open/left-out.ts'
import { unseenField } from '../../app/open/unseen.ts'
import { type PlanWords, planOf } from '../../app/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderPlan } from '../render/plan.ts'
import { tellUnseen } from '../unseen.ts'
import { tellWaiting } from '../waiting.ts'

export async function plan(context: CommandContext, flags: PlanWords): Promise<Answer> {
  const { work, unseen, waiting, ...shown } = await planOf(context.project, flags)
  tellUnseen(context, unseen)
  tellWaiting(context, waiting)
  return {
    document: () => ({ ...planDocument(shown, work), ...unseenField(unseen), ...waitingField(waiting) }),
    text: () => renderPlan(shown, context.output.style, work),
  }
}
