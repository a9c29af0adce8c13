import { planDocument } from '../../app/documents/plan.ts'
import type { PlanWords } from '../../app/full-plan.ts'
import { notDoneFields } from '../../app/open/left-out.ts'
import { unseenField } from '../../app/open/unseen.ts'
import { planOf } from '../../app/plan.ts'
import type { Answer, CommandContext } from '../command.ts'
import { tellNotDone } from '../not-done.ts'
import { renderPlan } from '../render/plan/plan.ts'
import { tellUnseen } from '../unseen.ts'

export async function plan(context: CommandContext, flags: PlanWords): Promise<Answer> {
  const { work, unseen, waiting, elsewhere, ...shown } = await planOf(context.project, flags)
  tellUnseen(context, unseen)
  tellNotDone(context, { waiting, elsewhere })
  return {
    document: () => ({
      ...planDocument(shown, work),
      ...unseenField(unseen),
      ...notDoneFields({ waiting, elsewhere }),
    }),
    text: () => renderPlan(shown, context.output.style, work),
  }
}
