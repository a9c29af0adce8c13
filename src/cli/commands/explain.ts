import { explainDocument } from '../../app/documents/explain.ts'
import { type ExplainRequest, explainOf } from '../../app/explain.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderExplain } from '../render/explain/explain.ts'

export async function explain({ project, output }: CommandContext, flags: ExplainRequest): Promise<Answer> {
  const view = await explainOf(project, flags)
  return {
    document: () => explainDocument(view),
    text: () => renderExplain({ ...view, verbose: output.verbose }, output.style),
  }
}
